//! What layers hold, how images differ, and what they carry for nothing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oci::{
    Difference, Flavor, Image, ImageConfig, Layer, TarOptions, Waste, Why, compare, layer_contents, waste,
};
use vfs::{Follow, Meta, Rule, Snapshot, Time, Tree, TreeOptions, VPathBuf, diff, diff_with};

fn path(text: &str) -> VPathBuf {
    VPathBuf::normalise(text)
}

/// Runs commands, each at the next second: `w PATH LENGTH BYTE`, `d PATH`, `r PATH`, `c PATH MODE`, `h OLD NEW`,
/// `l PATH TARGET`.
fn run(tree: &mut Tree, commands: &str, time: i64) {
    for command in commands.split("; ").filter(|command| !command.is_empty()) {
        let words: Vec<&str> = command.split(' ').collect();
        let meta = |mode| Meta::root(mode, Time::from_secs(time));
        match words[..] {
            ["w", at, len, byte] => {
                let content = byte.repeat(len.parse().unwrap());
                tree.write(&path(at), content.as_str().into(), &meta(0o644))
            }
            ["d", at] => tree.mkdir(&path(at), &meta(0o755)),
            ["r", at] => tree.remove_all(&path(at), Time::from_secs(time)),
            ["c", at, mode] => tree.set_mode(&path(at), u16::from_str_radix(mode, 8).unwrap(), Follow::All),
            ["h", old, new] => tree.hard_link(&path(old), &path(new), Time::from_secs(time)),
            ["l", at, target] => tree.symlink(&path(at), target, &meta(0o777)),
            _ => panic!("unknown command {command}"),
        }
        .unwrap();
    }
}

fn snapshots(steps: &[&str]) -> Vec<Snapshot> {
    let mut trees = vec![Snapshot::empty()];
    for (time, commands) in (1..).zip(steps) {
        let mut tree = trees[trees.len() - 1].edit();
        run(&mut tree, commands, time);
        trees.push(tree.freeze());
    }
    trees
}

/// An image with a layer for each step.
fn image(steps: &[&str]) -> Image {
    let trees = snapshots(steps);
    let layers =
        trees.windows(2).map(|pair| Layer::new(diff(&pair[0], &pair[1]), TarOptions::BUILDKIT)).collect();
    Image::new(ImageConfig::new("linux", "amd64", ""), layers)
}

/// The same, as the classic builder would record it.
fn classic_image(steps: &[&str]) -> Image {
    let mut base = Snapshot::empty();
    let mut layers = Vec::new();
    for (time, commands) in (1..).zip(steps) {
        let mut tree = base.edit_with(TreeOptions { overlay: true, trace: false });
        run(&mut tree, commands, time);
        let (touched, replaced) = (tree.touched().clone(), tree.replaced().clone());
        let next = tree.freeze();
        let changes = diff_with(&base, &next, Rule::Classic { touched: &touched, replaced: &replaced });
        let flavor = Flavor::Classic { removed: Time::from_secs(time) };
        layers.push(Layer::new(changes, TarOptions { flavor, clamp: None }));
        base = next;
    }
    Image::new(ImageConfig::new("linux", "amd64", ""), layers)
}

/// `+PATH SIZE`, `-PATH SIZE`, `~PATH BEFORE>AFTER [ASPECTS]`.
fn show(differences: &[Difference]) -> String {
    let line = |it: &Difference| match (&it.before, &it.after) {
        (None, _) => format!("+{} {}", it.path, it.size_after),
        (Some(_), None) => format!("-{} {}", it.path, it.size_before),
        _ => format!("~{} {}>{} {:?}", it.path, it.size_before, it.size_after, it.aspects),
    };
    differences.iter().map(line).collect::<Vec<_>>().join(" ")
}

#[test]
fn layers_are_shown_against_what_is_below() {
    let steps = ["d /d; w /d/a 10 a; w /d/b 20 b", "w /d/a 15 A; r /d/b; w /c 1 c", "r /d", ""];
    let image = image(&steps);
    let shown: Vec<String> = layer_contents(&image).unwrap().iter().map(|layer| show(layer)).collect();
    assert_eq!(
        shown,
        ["+/d 30 +/d/a 10 +/d/b 20", "+/c 1 ~/d 0>0 [] ~/d/a 10>15 [Content, Time] -/d/b 20", "-/d 15", "",]
    );
}

#[test]
fn an_opaque_directory_shows_what_it_hides() {
    let image = classic_image(&["d /d; w /d/a 10 a; w /d/b 20 b", "r /d; d /d; w /d/b 5 b"]);
    let shown = layer_contents(&image).unwrap();
    assert_eq!(show(&shown[1]), "~/d 0>0 [] -/d/a 10 ~/d/b 20>5 [Content, Time]");
}

#[track_caller]
fn check_compare(before: &str, after: &str, expected: &str) {
    let trees = snapshots(&[before, after]);
    assert_eq!(show(&compare(&trees[1], &trees[2])), expected);
    assert_eq!(show(&compare(&trees[1], &trees[1].edit().freeze())), "");
}

#[test]
fn trees_are_compared() {
    check_compare("w /a 1 a", "", "");
    check_compare("w /a 1 a", "w /a 1 a", "~/a 1>1 [Time]");
    check_compare("w /a 1 a", "w /a 2 a; c /a 600", "~/a 1>2 [Content, Mode, Time]");
    check_compare("d /d; w /d/a 3 a", "c /d 700", "~/d 0>0 [Mode]");
    check_compare("d /d; w /d/a 3 a", "r /d", "-/d 3 -/d/a 3");
    check_compare("d /d; w /d/a 3 a", "r /d; w /d 1 x", "~/d 3>1 [Kind, Mode, Time] -/d/a 3");
    check_compare("l /l a", "r /l; l /l bb", "~/l 1>2 [Target, Time]");
}

#[track_caller]
fn check_waste(steps: &[&str], expected: &[(&str, u64, usize, usize, Why)]) {
    for image in [image(steps), classic_image(steps)] {
        let found = waste(image.layers());
        let found: Vec<_> = found
            .iter()
            .map(|Waste { path, bytes, layer, undone_by, why }| {
                (path.as_str(), *bytes, *layer, *undone_by, *why)
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn waste_is_what_nobody_can_see() {
    check_waste(&["w /a 9 a", "w /b 9 b"], &[]);
    check_waste(&["w /a 9 a", "r /a"], &[("/a", 9, 0, 1, Why::Removed)]);
    check_waste(
        &["w /a 9 a", "w /a 5 b", "w /a 1 c"],
        &[("/a", 9, 0, 1, Why::Replaced), ("/a", 5, 1, 2, Why::Replaced)],
    );
    check_waste(&["w /a 9 a", "c /a 600"], &[("/a", 9, 0, 1, Why::Repeated)]);
    check_waste(
        &["d /d; w /d/a 9 a; w /d/b 10 b", "r /d"],
        &[("/d/b", 10, 0, 1, Why::Removed), ("/d/a", 9, 0, 1, Why::Removed)],
    );
    check_waste(&["d /d; w /d/a 9 a", "r /d; w /d 1 d"], &[("/d/a", 9, 0, 1, Why::Removed)]);
    check_waste(&["d /d; w /d/a 9 a", "r /d; d /d; w /d/b 1 b"], &[("/d/a", 9, 0, 1, Why::Removed)]);
    check_waste(&["w /a 9 a", "r /a; d /a"], &[("/a", 9, 0, 1, Why::Replaced)]);
    check_waste(&["w /a 0 a; l /l a", "r /a; r /l"], &[]);
    check_waste(&["w /a 9 a; h /a /b", "r /a"], &[]);
    check_waste(&["w /a 9 a; h /a /b", "r /a", "r /b"], &[("/a", 9, 0, 2, Why::Removed)]);
}
