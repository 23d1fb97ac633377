//! TOML. The order of keys means nothing there, so what is there stays where it is.

use super::align::{Step, steps};
use super::{MergeError, Tree, names, wrapped};
use serde_json::{Map, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value as TomlValue};

/// Lists in one line get no longer than this.
const WIDTH: usize = 80;

/// A TOML document.
pub(super) struct Toml(DocumentMut);

impl Toml {
    /// A document from its text.
    ///
    /// # Errors
    /// If it is no TOML.
    pub(super) fn parse(text: &str) -> Result<Toml, MergeError> {
        text.parse().map(Toml).map_err(|error: toml_edit::TomlError| {
            let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or_default();
            MergeError::Syntax {
                line: before.matches('\n').count() + 1,
                column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
                why: error.message().lines().collect::<Vec<_>>().join(", "),
            }
        })
    }
}

impl Tree for Toml {
    fn value(&self) -> Value {
        table_value(self.0.as_table())
    }

    fn put(&mut self, way: &[String], wanted: &Value, fixed: &dyn Fn(&str) -> bool) -> Result<(), MergeError> {
        match way.split_first() {
            Some((key, rest)) => put(self.0.as_table_mut(), false, key, rest, wanted, fixed),
            None => {
                let Value::Object(wanted) = wanted else { return Err(MergeError::Wrong) };
                table_becomes(self.0.as_table_mut(), false, wanted)
            }
        }
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// Follows a way and puts a value at its end. `inline`: what is new here must not become a
/// section of its own.
fn put(
    table: &mut dyn TableLike,
    inline: bool,
    key: &str,
    rest: &[String],
    wanted: &Value,
    fixed: &dyn Fn(&str) -> bool,
) -> Result<(), MergeError> {
    let Some(item) = table.get_mut(key) else {
        table.insert(key, item(&wrapped(rest, wanted), inline)?);
        return Ok(());
    };
    let Some((next, rest)) = rest.split_first() else { return becomes(table, inline, key, wanted, fixed) };
    let inline = inline || is_inline(item);
    let Some(inner) = item.as_table_like_mut() else { return Err(MergeError::Wrong) };
    put(inner, inline, next, rest, wanted, fixed)
}

/// Whether a table is written inside a line, in braces or by dotted keys.
fn is_inline(item: &Item) -> bool {
    item.as_table().is_none_or(Table::is_dotted)
}

/// The value of a key that is there becomes another.
fn becomes(
    table: &mut dyn TableLike,
    inline: bool,
    key: &str,
    wanted: &Value,
    fixed: &dyn Fn(&str) -> bool,
) -> Result<(), MergeError> {
    let Some(old) = table.get_mut(key) else {
        table.insert(key, item(wanted, inline)?);
        return Ok(());
    };
    if item_value(old) == *wanted {
        return Ok(());
    }
    let inner = inline || is_inline(old);
    if let (Some(section), Value::Object(wanted)) = (old.as_table_mut(), wanted)
        && wanted.is_empty()
    {
        // Without a header nothing would be left of it.
        section.set_implicit(false);
    }
    if let (Some(inside), Value::Object(wanted)) = (old.as_table_like_mut(), wanted) {
        return table_becomes(inside, inner, wanted);
    }
    if let (Some(array), Value::Array(wanted)) = (old.as_array_mut(), wanted) {
        return list_becomes(array, wanted, fixed);
    }
    match (old.as_value_mut(), item(wanted, inline)?) {
        (Some(old), Item::Value(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (_, new) => {
            // A section has no place for a value, nor a value for a section.
            table.remove(key);
            table.insert(key, new);
        }
    }
    Ok(())
}

fn table_becomes(table: &mut dyn TableLike, inline: bool, wanted: &Map<String, Value>) -> Result<(), MergeError> {
    let old: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in old.iter().filter(|key| !wanted.contains_key(*key)) {
        table.remove(key);
    }
    wanted.iter().try_for_each(|(key, value)| becomes(table, inline, key, value, &|_| false))
}

fn list_becomes(array: &mut Array, wanted: &[Value], fixed: &dyn Fn(&str) -> bool) -> Result<(), MergeError> {
    let old: Vec<TomlValue> = array.iter().cloned().collect();
    let old_names = names(&old.iter().map(value).collect::<Vec<_>>());
    let text = |raw: Option<&toml_edit::RawString>| raw.and_then(|raw| raw.as_str()).unwrap_or_default().to_owned();
    let before = |value: &TomlValue| text(value.decor().prefix());
    // What stands before the bracket belongs to the last member or to the list; here to
    // the list.
    let mut trailing = text(Some(array.trailing()));
    if let Some(last) = old.last().filter(|_| !array.trailing_comma()) {
        trailing.insert_str(0, &text(last.decor().suffix()));
    }
    let first = old.first().map(before).unwrap_or_default();
    let long = Value::from(wanted).to_string().len() > WIDTH;
    let in_lines =
        old.iter().any(|value| before(value).contains('\n')) || (old.is_empty() && (long || trailing.contains('\n')));
    let indent = match first.rsplit_once('\n') {
        Some((_, indent)) => indent.to_owned(),
        None => "    ".to_owned(),
    };
    let gap = if in_lines { format!("\n{indent}") } else { " ".to_owned() };
    if in_lines && old.is_empty() && !trailing.contains('\n') {
        trailing.push('\n');
        array.set_trailing_comma(true);
    }
    // Comments that stood before a member that goes, for whatever comes next.
    let mut orphans = String::new();
    let mut new: Vec<TomlValue> = Vec::new();
    let steps = steps(&old_names, &names(wanted), fixed);
    let last_kept = steps.iter().rposition(|step| matches!(step, Step::Keep(..)));
    for (nth, step) in steps.iter().enumerate() {
        let (mut member, mut prefix) = match *step {
            Step::Keep(at, _) => {
                let mut member = old[at].clone();
                if at + 1 == old.len() && !array.trailing_comma() {
                    member.decor_mut().set_suffix("");
                }
                let prefix = before(&member);
                (member, prefix)
            }
            Step::Drop(at) => {
                if let Some((comments, _)) = before(&old[at]).rsplit_once('\n').filter(|(text, _)| text.contains('#')) {
                    orphans.push_str(comments);
                }
                continue;
            }
            Step::Insert(to) => {
                // Comments behind the last member stay behind it.
                if last_kept.is_none_or(|last| nth > last)
                    && let Some((comments, rest)) = trailing.rsplit_once('\n').filter(|(text, _)| text.contains('#'))
                {
                    orphans.push_str(comments);
                    trailing = format!("\n{rest}");
                }
                (scalar(&wanted[to])?, gap.clone())
            }
        };
        if !in_lines && !prefix.contains('#') {
            prefix = if new.is_empty() {
                first.clone()
            } else if prefix.is_empty() || matches!(step, Step::Insert(_)) {
                gap.clone()
            } else {
                prefix
            };
        }
        if !orphans.is_empty() {
            let rest = prefix.strip_prefix('\n').unwrap_or(&prefix);
            prefix = format!("{}\n{rest}", std::mem::take(&mut orphans));
        }
        member.decor_mut().set_prefix(prefix);
        new.push(member);
    }
    if !orphans.is_empty() {
        trailing = format!("{orphans}\n{}", trailing.trim_start_matches('\n'));
    }
    array.clear();
    new.into_iter().for_each(|member| array.push_formatted(member));
    array.set_trailing(trailing);
    Ok(())
}

/// A value as an item; objects are sections of their own unless they must stand inline.
fn item(value: &Value, inline: bool) -> Result<Item, MergeError> {
    let Value::Object(entries) = value else { return Ok(Item::Value(scalar(value)?)) };
    if inline {
        return Ok(Item::Value(scalar(value)?));
    }
    let mut table = Table::new();
    // A section that holds nothing but sections needs no header.
    table.set_implicit(!entries.is_empty());
    for (key, value) in entries {
        table.insert(key, item(value, false)?);
    }
    Ok(Item::Table(table))
}

/// A value that stands behind a key.
fn scalar(value: &Value) -> Result<TomlValue, MergeError> {
    Ok(match value {
        // There is no such thing in TOML, and no target asks for it.
        Value::Null => return Err(MergeError::Wrong),
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().ok_or(MergeError::Wrong)?.into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(values) => {
            let mut array = Array::new();
            list_becomes(&mut array, values, &|_| false)?;
            array.into()
        }
        Value::Object(entries) => {
            let mut table = InlineTable::new();
            for (key, value) in entries {
                table.insert(key, scalar(value)?);
            }
            table.into()
        }
    })
}

fn table_value(table: &dyn TableLike) -> Value {
    Value::Object(table.iter().map(|(key, item)| (key.to_owned(), item_value(item))).collect())
}

fn item_value(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(inside) => value(inside),
        Item::Table(table) => table_value(table),
        Item::ArrayOfTables(tables) => Value::Array(tables.iter().map(|table| table_value(table)).collect()),
    }
}

/// What a value means; what JSON has no word for is its TOML text.
fn value(value: &TomlValue) -> Value {
    match value {
        TomlValue::String(text) => Value::from(text.value().as_str()),
        TomlValue::Integer(number) => Value::from(*number.value()),
        TomlValue::Float(number) => serde_json::Number::from_f64(*number.value())
            .map_or_else(|| Value::from(number.value().to_string()), Value::Number),
        TomlValue::Boolean(truth) => Value::from(*truth.value()),
        TomlValue::Datetime(time) => Value::from(time.value().to_string()),
        TomlValue::Array(array) => Value::Array(array.iter().map(self::value).collect()),
        TomlValue::InlineTable(table) => table_value(table),
    }
}
