//! Bytes that an image carries for nothing: files of one layer that a later layer replaces or removes.

use std::collections::BTreeMap;

use vfs::{Change, ChangeKind, VPath, VPathBuf};

use crate::layer::Layer;

/// A file whose bytes are shipped although nobody can see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waste {
    /// The file.
    pub path: VPathBuf,
    /// Its size: what the image would lose if the file had never come into its layer.
    pub bytes: u64,
    /// The layer that ships it, counted from the lowest, from 0.
    pub layer: usize,
    /// The layer that hides it.
    pub undone_by: usize,
    /// How it was hidden.
    pub why: Why,
}

/// How a file of a lower layer was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// It was removed, or a directory above it was.
    Removed,
    /// Something else was put in its place.
    Replaced,
    /// The same content was put in its place: only mode, owner or time changed, and the whole file came again.
    Repeated,
}

/// The waste in a stack of layers, the largest first. A file with several names in its layer counts once, when the last
/// of them is hidden. Empty files are no waste.
pub fn waste(layers: &[Layer]) -> Vec<Waste> {
    let mut search = Search::default();
    for (index, layer) in layers.iter().enumerate() {
        // What a marker hides is what lower layers brought, wherever the marker stands in its own layer.
        for change in layer.changes().iter().filter(|change| change.kind == ChangeKind::Opaque) {
            search.hide_below(&change.path, index);
        }
        layer.changes().iter().for_each(|change| search.follow(change, index));
    }
    search
        .found
        .sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.path.cmp(&b.path)).then(a.layer.cmp(&b.layer)));
    search.found
}

/// A file as a layer ships it, and how many names of it can still be seen.
struct Shipped {
    path: VPathBuf,
    content: vfs::Blob,
    layer: usize,
    names: usize,
}

#[derive(Default)]
struct Search {
    shipped: Vec<Shipped>,
    /// Which shipped file can be seen at a path; `None` for what weighs nothing.
    visible: BTreeMap<VPathBuf, Option<usize>>,
    found: Vec<Waste>,
}

impl Search {
    fn follow(&mut self, change: &Change, layer: usize) {
        match (change.kind, &change.node) {
            (ChangeKind::Opaque, _) => {}
            (ChangeKind::Removed, _) => self.hide(&change.path, layer, Why::Removed),
            (_, Some(node)) if node.is_dir() => {
                if self.visible.get(&change.path).is_some_and(Option::is_some) {
                    self.hide(&change.path, layer, Why::Replaced);
                }
                self.visible.insert(change.path.clone(), None);
            }
            (_, node) => self.place(change, node.as_ref().and_then(|node| node.as_file()), layer),
        }
    }

    fn place(&mut self, change: &Change, file: Option<&vfs::File>, layer: usize) {
        let old = self.visible.get(&change.path).copied().flatten();
        let repeated = match (old, file) {
            (Some(old), Some(file)) => self.shipped[old].content == file.blob,
            _ => false,
        };
        self.hide(&change.path, layer, if repeated { Why::Repeated } else { Why::Replaced });
        let shown = match (&change.link, file) {
            (Some(target), _) => self.visible.get(target).copied().flatten(),
            (None, Some(file)) => {
                let (path, content) = (change.path.clone(), file.blob.clone());
                self.shipped.push(Shipped { path, content, layer, names: 0 });
                Some(self.shipped.len() - 1)
            }
            (None, None) => None,
        };
        if let Some(index) = shown {
            self.shipped[index].names += 1;
        }
        self.visible.insert(change.path.clone(), shown);
    }

    /// Hides a path and everything below it.
    fn hide(&mut self, path: &VPath, layer: usize, why: Why) {
        if let Some(shown) = self.visible.remove(path) {
            self.drop_name(shown, layer, why);
        }
        self.hide_below(path, layer);
    }

    fn hide_below(&mut self, path: &VPath, layer: usize) {
        let below: Vec<VPathBuf> = self
            .visible
            .range(path.to_owned()..)
            .map(|(path, _)| path)
            .take_while(|other| other.starts_with(path))
            .filter(|other| ***other != *path)
            .cloned()
            .collect();
        for path in below {
            if let Some(shown) = self.visible.remove(&path) {
                self.drop_name(shown, layer, Why::Removed);
            }
        }
    }

    fn drop_name(&mut self, shown: Option<usize>, undone_by: usize, why: Why) {
        let Some(file) = shown.map(|index| &mut self.shipped[index]) else { return };
        file.names -= 1;
        let bytes = file.content.len();
        if file.names == 0 && bytes > 0 {
            self.found.push(Waste { path: file.path.clone(), bytes, layer: file.layer, undone_by, why });
        }
    }
}
