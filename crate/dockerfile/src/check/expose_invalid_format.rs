//! ExposeInvalidFormat.

use crate::text::Word;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "ExposeInvalidFormat",
    description: "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
    url: "https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/",
    help: "EXPOSE names ports of the container. Where they are published is said by `docker run --publish`.",
    experimental: false,
};

pub(crate) fn check(port: &Word, place: &Place, report: &mut Report) {
    let Some((host, container)) = port.value.rsplit_once(':') else { return };
    if host.is_empty() || host == ":" {
        return;
    }
    report.add(&RULE, place, || {
        let message = format!(
            "EXPOSE instruction should not define an IP address or host-port mapping, found '{}'",
            port.value
        );
        let remark = RULE.remark(port.span, message);
        if port.span.len() as usize != port.value.len() {
            return remark;
        }
        remark.with_fix(format!("Change to {container}"), vec![edit(port.span, container)])
    });
}
