//! Lists of things as `--format` shapes them: a table, JSON lines, or a template for each.

use serde_json::{Map, Value};

use super::template::{Template, TemplateError};
use super::{json, table};

/// A thing of a list: its fields as the user names them in templates, all of them text.
pub type Row = Map<String, Value>;

/// Makes a row of names and texts.
#[must_use]
pub fn row(fields: impl IntoIterator<Item = (&'static str, String)>) -> Row {
    fields.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
}

/// Renders `count` things. `field` tells of the thing with that number what stands in a field of `headers`, and is asked
/// for no more than is shown: with a thousand images, what nobody sees would take most of the time.
pub fn list_by(
    format: Option<&str>,
    headers: &[(&'static str, &str)],
    columns: &[&str],
    count: usize,
    field: &dyn Fn(usize, &str) -> String,
) -> Result<String, TemplateError> {
    if matches!(format, None | Some("" | "table")) {
        let heading = columns.iter().map(|column| heading(headers, column)).collect();
        let mut lines: Vec<Vec<String>> = vec![heading];
        lines.extend((0..count).map(|index| columns.iter().map(|column| field(index, column)).collect()));
        return Ok(table::render(&lines, table::DOCKER));
    }
    let whole = |index| row(headers.iter().map(|(name, _)| (*name, field(index, name))));
    list(format, headers, columns, &(0..count).map(whole).collect::<Vec<Row>>())
}

/// Renders rows. `headers` gives the heading of every field; `columns` are the fields of the default table.
pub fn list(
    format: Option<&str>,
    headers: &[(&str, &str)],
    columns: &[&str],
    rows: &[Row],
) -> Result<String, TemplateError> {
    match format.unwrap_or("table") {
        "" | "table" => {
            let heading = columns.iter().map(|column| heading(headers, column)).collect();
            let mut lines: Vec<Vec<String>> = vec![heading];
            lines.extend(rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()));
            Ok(table::render(&lines, table::DOCKER))
        }
        "json" => Ok(rows.iter().map(|row| format!("{}\n", json::compact(&whole(row)))).collect()),
        format => match format.strip_prefix("table ") {
            Some(template) => {
                let template = Template::parse(template)?;
                let headings: Row = headers
                    .iter()
                    .map(|(field, heading)| ((*field).to_owned(), Value::from(*heading)))
                    .collect();
                let lines: Result<Vec<Vec<String>>, TemplateError> = std::iter::once(&headings)
                    .chain(rows)
                    .map(|row| {
                        let line = template.render(&whole(row))?;
                        Ok(line.split('\t').map(str::to_owned).collect())
                    })
                    .collect();
                Ok(table::render(&lines?, table::DOCKER))
            }
            None => {
                let template = Template::parse(format)?;
                rows.iter().map(|row| Ok(template.render(&whole(row))? + "\n")).collect()
            }
        },
    }
}

/// A row as a value: docker makes a map of it, which Go prints sorted.
pub fn whole(row: &Row) -> Value {
    let mut row = row.clone();
    row.sort_keys();
    Value::Object(row)
}

fn heading(headers: &[(&str, &str)], field: &str) -> String {
    headers.iter().find(|(name, _)| *name == field).map_or("", |(_, heading)| heading).to_owned()
}

fn cell(row: &Row, field: &str) -> String {
    row.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(format: Option<&str>, expected: Expect) {
        let rows = [
            row([("ID", "ab".to_owned()), ("Size", "1kB".to_owned())]),
            row([("ID", "cdefghijkl".to_owned()), ("Size", "<2>".to_owned())]),
        ];
        let got = list(format, &[("ID", "IMAGE ID"), ("Size", "SIZE")], &["ID", "Size"], &rows);
        expected.assert_eq(&got.unwrap_or_else(|error| error.to_string()));
    }

    #[test]
    fn shapes() {
        check(None, expect![["IMAGE ID     SIZE\nab           1kB\ncdefghijkl   <2>\n"]]);
        check(
            Some("table {{.Size}}\t{{lower .ID}}"),
            expect![["SIZE      image id\n1kB       ab\n<2>       cdefghijkl\n"]],
        );
        check(
            Some("json"),
            expect![[r#"
                {"ID":"ab","Size":"1kB"}
                {"ID":"cdefghijkl","Size":"\u003c2\u003e"}
            "#]],
        );
        check(Some("{{.ID}}={{.Size}}"), expect![["ab=1kB\ncdefghijkl=<2>\n"]]);
    }
}
