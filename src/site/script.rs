//! Our own scripts as they are published: without comments and without the blanks that only
//! people need, without the brackets around a single parameter and the mark behind a last
//! statement. Nothing is renamed and no line is joined that the language could read
//! otherwise; strings, templates and expressions are copied as they stand.

/// A script without what only its readers need. It knows the language as far as our scripts
/// use it: no template inside a template, every statement closed, none empty.
pub(super) fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A blank or a line end that was passed and may yet be needed.
    let mut gap = None;
    while let Some(c) = rest.chars().next() {
        let last = out.chars().next_back();
        let len = match c {
            '\n' | ' ' | '\t' | '\r' => {
                if gap != Some('\n') {
                    gap = Some(if c == '\n' { '\n' } else { ' ' });
                }
                rest = &rest[c.len_utf8()..];
                continue;
            }
            '/' if rest.starts_with("//") => {
                rest = rest.find('\n').map_or("", |at| &rest[at..]);
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest.find("*/").map_or("", |at| &rest[at + 2..]);
                continue;
            }
            '"' | '\'' | '`' => quoted(rest, c),
            '/' if begins_expression(last) => quoted(rest, '/'),
            _ => c.len_utf8(),
        };
        match gap.take() {
            Some('\n') if !last.is_none_or(continues) && !"})];,.?:".contains(c) => out.push('\n'),
            Some(_) if last.is_some_and(|last| is_word(last) && is_word(c) || last == c && "+-".contains(c)) => {
                out.push(' ');
            }
            _ => {}
        }
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        if rest.starts_with("=>") {
            unwrap_parameter(&mut out);
        }
        out.push_str(&rest[..len]);
        rest = &rest[len..];
    }
    out.push('\n');
    out
}

/// Takes the brackets from `(name)` at the end.
fn unwrap_parameter(out: &mut String) {
    let Some((before, name)) = out.strip_suffix(')').and_then(|inside| inside.rsplit_once('(')) else { return };
    if !name.is_empty() && name.chars().all(is_word) && !before.ends_with(is_word) {
        *out = format!("{before}{name}");
    }
}

/// The length of a string, template or expression with its closing mark.
fn quoted(text: &str, mark: char) -> usize {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            // A class of characters may hold the mark.
            _ if c == mark && !(class && mark == '/') => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Whether a slash behind this begins an expression rather than dividing.
fn begins_expression(last: Option<char>) -> bool {
    last.is_none_or(|last| "(,=:[!&|?{};+".contains(last))
}

/// Whether the language goes on reading behind this, so that a line end means nothing.
fn continues(last: char) -> bool {
    "{([;,=:?&|+-*<>!".contains(last)
}

/// Whether this is part of a name, a number or a word of the language.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_need_goes() {
        let cases = [
            ("// a\nlet a = 1; /* b */ let b = a + +a;\n", "let a=1;let b=a+ +a;\n"),
            ("const f = (x) => {\n  return x / 2;\n};\n", "const f=x=>{return x/2};\n"),
            ("a = \"//  b\" + `c  ${ d }` + '  ';", "a=\"//  b\"+`c  ${ d }`+'  ';\n"),
            ("x.match(/[^/ \"] +/g) || []", "x.match(/[^/ \"] +/g)||[]\n"),
            ("a((x) => (y, z) => () => { b(\"(c);}\"); })", "a(x=>(y,z)=>()=>{b(\"(c);}\")})\n"),
            ("if (a) b();\nelse c();\nreturn\nx", "if(a)b();else c();return\nx\n"),
            ("a()\n(b)", "a()\n(b)\n"),
            ("x = y\n    .z", "x=y.z\n"),
            ("", "\n"),
        ];
        for (text, want) in cases {
            assert_eq!(compact(text), want);
            assert_eq!(compact(want), want, "twice");
        }
    }
}
