//! InvalidBaseImagePlatform.

use diag::Span;

use crate::platform::Platform;
use crate::quote::quote;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "InvalidBaseImagePlatform",
    description: "Base image platform does not match expected target platform",
    url: "",
    help: "The image exists only for another platform. Its programs would run emulated, if at all.",
    experimental: false,
};

pub(crate) fn check(
    image: &str,
    span: Span,
    expected: &Platform,
    actual: &Platform,
    place: &Place,
    report: &mut Report,
) {
    if expected.os == actual.os && expected.architecture == actual.architecture {
        return;
    }
    let place = Place { config: None, ..place.clone() };
    report.add(&RULE, &place, || {
        let (actual, expected) = (quote(&actual.to_string()), quote(&expected.to_string()));
        let message = format!(
            "Base image {image} was pulled with platform {actual}, expected {expected} for current build"
        );
        RULE.remark(span, message)
    });
}
