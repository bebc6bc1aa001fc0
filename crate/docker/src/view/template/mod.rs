//! Go's text templates, as `--format` takes them: the part of the language that people use with docker.
//!
//! There are fields, pipelines, `if`, `range`, `with`, the functions of `text/template` and those that docker adds.
//! Variables other than `$`, `define` and `block` are not there and say so.

mod eval;
mod syntax;

use serde_json::Value;

/// Why a template could not be used, in docker's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{prefix}: template: :1:{message}")]
pub struct TemplateError {
    message: String,
    prefix: &'static str,
}

impl TemplateError {
    fn new(message: impl Into<String>) -> Self {
        TemplateError { message: message.into(), prefix: "template parsing error" }
    }

    /// The same error about a row of a list: those are values of Go types, which say so when they lack a field.
    pub(crate) fn of(self, kind: &str) -> Self {
        match self.message.split_once(": map has no entry for key ") {
            Some((before, field)) => {
                let field = field.trim_matches('"');
                let message = format!("{before}: can't evaluate field {field} in type {kind}");
                TemplateError { message, prefix: "failed to execute template" }
            }
            None => self,
        }
    }
}

/// A template that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Template(Vec<syntax::Node>);

impl Template {
    /// Reads a template. `\t` and `\n` written as two characters stand for a tab and a line break, as docker takes them.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        syntax::parse(&text.replace("\\t", "\t").replace("\\n", "\n")).map(Template)
    }

    /// The text for a value. Lists are printed as Go prints them, `[a b]`.
    pub fn render(&self, data: &Value) -> Result<String, TemplateError> {
        eval::render(&self.0, data)
    }
}

/// The text of a template for one value; `json` alone is the value as JSON.
pub fn render_one(format: &str, data: &Value) -> Result<String, TemplateError> {
    if format == "json" {
        return Ok(super::json::compact(data));
    }
    Template::parse(format)?.render(data)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(template: &str, expected: &str) {
        let data = json!({
            "Id": "sha256:ab",
            "Size": 1_984_307,
            "RootFS": { "Layers": ["sha256:1", "sha256:2"] },
            "Config": { "Env": ["A=1", "B=<2>"], "Labels": { "x": "1", "a": "2" }, "Cmd": null },
            "Ports": { "80/tcp": {} },
            "Tag": "latest",
            "On": true,
        });
        let got = match Template::parse(template).and_then(|template| template.render(&data)) {
            Ok(text) => text,
            Err(error) => error.to_string(),
        };
        assert_eq!(got, expected, "{template}");
    }

    #[test]
    fn fields_and_values() {
        check("{{.Id}}: {{.Size}} {{.On}}", "sha256:ab: 1984307 true");
        check("{{.Config.Env}}", "[A=1 B=<2>]");
        check("{{.Config.Labels}} {{.Ports}}", "map[a:2 x:1] map[80/tcp:{}]");
        check("{{.Config.Cmd}} {{json .Config.Cmd}}", "[] null");
        check("{{ .Tag -}}  x  {{- $.Id }}", "latestxsha256:ab");
        check("a\\tb\\n", "a\tb\n");
        check("{{/* nothing */}}x", "x");
    }

    #[test]
    fn functions_and_pipelines() {
        check("{{json .Config.Env}}", "[\"A=1\",\"B=\\u003c2\\u003e\"]");
        check("{{len .RootFS.Layers}}", "2");
        check("{{index .Config.Env 1}} {{index .Config.Labels \"x\"}}", "B=<2> 1");
        check("{{.Tag | upper}} {{lower \"AB\"}} {{title .Tag}}", "LATEST ab Latest");
        check("{{join .Config.Env \", \"}}", "A=1, B=<2>");
        check("{{json (split .Id \":\")}}", "[\"sha256\",\"ab\"]");
        check("{{truncate .Tag 3}}|{{pad .Tag 1 2}}|", "lat| latest  |");
        check("{{printf \"%-8s|%5d|%q|%v\" .Tag .Size .Id .On}}", "latest  |1984307|\"sha256:ab\"|true");
        check("{{print .Tag .Size}}", "latest1984307");
    }

    #[test]
    fn control() {
        check("{{range .RootFS.Layers}}{{println .}}{{end}}", "sha256:1\nsha256:2\n");
        check("{{range $.Config.Labels}}{{.}};{{else}}none{{end}}", "2;1;");
        check("{{range .Config.Cmd}}x{{else}}none{{end}}", "none");
        check("{{if .Config.Cmd}}a{{else if eq .Tag \"latest\"}}b{{else}}c{{end}}", "b");
        check("{{with .Config}}{{index .Env 0}}{{end}}", "A=1");
        check("{{if and .On (not .Config.Cmd)}}yes{{end}}", "yes");
        check("{{if or (ne .Tag \"x\") .Nope}}yes{{end}}", "yes");
        check("{{if gt (len .Config.Env) 1}}many{{end}}", "many");
    }

    #[test]
    fn mistakes() {
        check(
            "{{.Nope}}",
            "template parsing error: template: :1:2: executing \"\" at <.Nope>: map has no entry for key \"Nope\"",
        );
        check(
            "{{.Config.Nope}}",
            "template parsing error: template: :1:9: executing \"\" at <.Config.Nope>: map has no entry for key \"Nope\"",
        );
        check("{{.Tag", "template parsing error: template: :1: unclosed action");
        check("{{nope .Tag}}", "template parsing error: template: :1: function \"nope\" not defined");
        check("{{range .Tag}}", "template parsing error: template: :1: unexpected EOF");
    }
}
