//! TOML. The order of keys means nothing there, so what is there stays where it is.

use super::align::{Step, steps};
use super::{MergeError, Tree, names, wrapped};
use serde_json::{Map, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value as TomlValue};

/// Lists in one line get no longer than this.
const WIDTH: usize = 80;

/// A TOML document, and what stands before it if there is nothing in it but comments.
pub(super) struct Toml(DocumentMut, String);

/// Comments of what went, and where they stood.
#[derive(Default)]
struct Lost {
    /// The place of the header below which they stood, and the comments, a line each.
    comments: Vec<(isize, String)>,
}

impl Toml {
    /// A document from its text.
    ///
    /// # Errors
    /// If it is no TOML.
    pub(super) fn parse(text: &str) -> Result<Toml, MergeError> {
        let whole = |mut document: DocumentMut| {
            let mut before = String::new();
            if document.as_table().is_empty() {
                before = raw(Some(document.trailing()));
                document.set_trailing("");
            }
            Toml(document, before)
        };
        text.parse().map(whole).map_err(|error: toml_edit::TomlError| {
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
        let mut lost = Lost::default();
        let at = Place { inline: false, header: -1 };
        match way.split_first() {
            Some((key, rest)) => put(self.0.as_table_mut(), at, key, rest, wanted, fixed, &mut lost)?,
            None => {
                let Value::Object(wanted) = wanted else { return Err(MergeError::Wrong) };
                table_becomes(self.0.as_table_mut(), at, wanted, &mut lost)?;
            }
        }
        for (header, comments) in lost.comments.into_iter().rev() {
            self.keep(header, &comments);
        }
        Ok(())
    }

    fn text(&self) -> String {
        let gap = if self.1.trim().is_empty() || self.0.as_table().is_empty() { "" } else { "\n" };
        let end = if gap.is_empty() || self.1.ends_with('\n') { "" } else { "\n" };
        format!("{}{end}{gap}{}", self.1, self.0)
    }
}

impl Toml {
    /// Puts comments at the end of what stands below a header.
    fn keep(&mut self, header: isize, comments: &str) {
        if let Some(next) = next_header(self.0.as_table_mut(), header) {
            let before = raw(next.decor().prefix());
            next.decor_mut().set_prefix(format!("{comments}{before}"));
        } else {
            let rest = raw(Some(self.0.trailing()));
            self.0.set_trailing(format!("{comments}{rest}"));
        }
    }
}

/// The section whose header comes next.
fn next_header(table: &mut Table, header: isize) -> Option<&mut Table> {
    let mut next: Option<&mut Table> = None;
    for (_, item) in table.iter_mut() {
        let sections: Vec<&mut Table> = match item {
            Item::Table(table) => vec![table],
            Item::ArrayOfTables(tables) => tables.iter_mut().collect(),
            Item::None | Item::Value(_) => Vec::new(),
        };
        for section in sections {
            // What has a header of its own stands before what it holds.
            let own = !section.is_implicit() && !section.is_dotted();
            let found = match section.position() {
                Some(place) if own && place > header => Some(section),
                _ => next_header(section, header),
            };
            let sooner = |section: &Table| next.as_ref().is_none_or(|next| section.position() < next.position());
            if let Some(section) = found.filter(|section| sooner(section)) {
                next = Some(section);
            }
        }
    }
    next
}

fn raw(text: Option<&toml_edit::RawString>) -> String {
    text.and_then(|raw| raw.as_str()).unwrap_or_default().to_owned()
}

/// The comments of an entry and of everything in it, a line each.
fn comments(key: &toml_edit::Key, item: &Item) -> String {
    fn decor(out: &mut Vec<String>, decor: &toml_edit::Decor) {
        out.extend([raw(decor.prefix()), raw(decor.suffix())]);
    }
    fn of_value(out: &mut Vec<String>, value: &TomlValue) {
        decor(out, value.decor());
        match value {
            TomlValue::Array(array) => {
                array.iter().for_each(|member| of_value(out, member));
                out.push(raw(Some(array.trailing())));
            }
            TomlValue::InlineTable(table) => of_table(out, table),
            TomlValue::String(_)
            | TomlValue::Integer(_)
            | TomlValue::Float(_)
            | TomlValue::Boolean(_)
            | TomlValue::Datetime(_) => {}
        }
    }
    fn of_table(out: &mut Vec<String>, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            if let Some(key) = table.key(name) {
                of_entry(out, key, item);
            }
        }
    }
    fn of_entry(out: &mut Vec<String>, key: &toml_edit::Key, item: &Item) {
        decor(out, key.leaf_decor());
        decor(out, key.dotted_decor());
        match item {
            Item::None => {}
            Item::Value(value) => of_value(out, value),
            Item::Table(table) => {
                decor(out, table.decor());
                of_table(out, table);
            }
            Item::ArrayOfTables(tables) => {
                for table in tables {
                    decor(out, table.decor());
                    of_table(out, table);
                }
            }
        }
    }
    let mut texts = Vec::new();
    of_entry(&mut texts, key, item);
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| line.starts_with('#'));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Takes an entry out. Its comments go to the next entry, or stay below the header.
fn remove(table: &mut dyn TableLike, header: isize, key: &str, lost: &mut Lost) {
    let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    let Some((old, item)) = table.get_key_value(key) else { return };
    let own = item.as_table().and_then(Table::position).unwrap_or(header);
    let comments = comments(old, item);
    let plain = item.is_value();
    table.remove(key);
    if comments.is_empty() {
        return;
    }
    let after = names.iter().skip_while(|name| *name != key).nth(1);
    let is_plain = |name: &&String| plain && table.get(name).is_some_and(Item::is_value);
    let next = after.filter(is_plain).cloned();
    if let Some(mut next) = next.and_then(|name| table.key_mut(&name)) {
        let before = raw(next.leaf_decor().prefix());
        next.leaf_decor_mut().set_prefix(format!("{comments}{before}"));
    } else {
        lost.comments.push((own, comments));
    }
}

/// Where something stands.
#[derive(Clone, Copy)]
struct Place {
    /// What is new here must not become a section of its own.
    inline: bool,
    /// The place of the header above it; -1 before the first.
    header: isize,
}

/// Follows a way and puts a value at its end.
fn put(
    table: &mut dyn TableLike,
    at: Place,
    key: &str,
    rest: &[String],
    wanted: &Value,
    fixed: &dyn Fn(&str) -> bool,
    lost: &mut Lost,
) -> Result<(), MergeError> {
    let Some(item) = table.get_mut(key) else {
        table.insert(key, item(&wrapped(rest, wanted), at.inline)?);
        return Ok(());
    };
    let Some((next, rest)) = rest.split_first() else { return becomes(table, at, key, wanted, fixed, lost) };
    let at = at.inside(item);
    let Some(inner) = item.as_table_like_mut() else { return Err(MergeError::Wrong) };
    put(inner, at, next, rest, wanted, fixed, lost)
}

impl Place {
    /// The place of what stands in an item that stands here.
    fn inside(self, item: &Item) -> Place {
        let header = item.as_table().and_then(Table::position).unwrap_or(self.header);
        Place { inline: self.inline || is_inline(item), header }
    }
}

/// Whether a table is written inside a line, in braces or by dotted keys.
fn is_inline(item: &Item) -> bool {
    item.as_table().is_none_or(Table::is_dotted)
}

/// The value of a key that is there becomes another.
fn becomes(
    table: &mut dyn TableLike,
    at: Place,
    key: &str,
    wanted: &Value,
    fixed: &dyn Fn(&str) -> bool,
    lost: &mut Lost,
) -> Result<(), MergeError> {
    let Some(old) = table.get_mut(key) else {
        table.insert(key, item(wanted, at.inline)?);
        return Ok(());
    };
    if item_value(old) == *wanted {
        return Ok(());
    }
    let inner = at.inside(old);
    if let (Some(section), Value::Object(wanted)) = (old.as_table_mut(), wanted)
        && wanted.is_empty()
    {
        // Without a header nothing would be left of it.
        section.set_implicit(false);
    }
    if let (Some(inside), Value::Object(wanted)) = (old.as_table_like_mut(), wanted) {
        return table_becomes(inside, inner, wanted, lost);
    }
    if let (Some(array), Value::Array(wanted)) = (old.as_array_mut(), wanted) {
        return list_becomes(array, wanted, fixed);
    }
    match (old.as_value_mut(), item(wanted, at.inline)?) {
        (Some(old), Item::Value(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (_, new) => {
            // A section has no place for a value, nor a value for a section.
            remove(table, at.header, key, lost);
            table.insert(key, new);
        }
    }
    Ok(())
}

fn table_becomes(
    table: &mut dyn TableLike,
    at: Place,
    wanted: &Map<String, Value>,
    lost: &mut Lost,
) -> Result<(), MergeError> {
    let old: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in old.iter().filter(|key| !wanted.contains_key(*key)) {
        remove(table, at.header, key, lost);
    }
    wanted.iter().try_for_each(|(key, value)| becomes(table, at, key, value, &|_| false, lost))
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
