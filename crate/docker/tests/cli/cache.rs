//! `docker builder du|prune` and `docker system df`.

use expect_test::expect;

use crate::{check, machine};

#[test]
fn the_cache_is_shown_and_pruned() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker builder du",
        expect![[r#"
            ID						RECLAIMABLE	SIZE		LAST ACCESSED
            ph2tfhsyhbuvw4xryuccgpi49               	true 		8.324MB   	Less than a second ago
            vowzs50limyhs4lg2o1pb79qj               	true 		5B        	Less than a second ago
            Reclaimable:	8.324MB
            Total:		8.324MB
        "#]],
    );
    machine.stdin = b"n\n".to_vec();
    check(
        &mut machine,
        "docker builder prune",
        expect![
            "WARNING! This will remove all dangling build cache. Are you sure you want to continue? [y/N] "
        ],
    );
    check(
        &mut machine,
        "docker builder prune -f",
        expect![[r#"
            ID						RECLAIMABLE	SIZE		LAST ACCESSED
            ph2tfhsyhbuvw4xryuccgpi49               	true 		8.324MB   	Less than a second ago
            vowzs50limyhs4lg2o1pb79qj               	true 		5B        	Less than a second ago
            Total:	8.324MB
        "#]],
    );
    check(
        &mut machine,
        "docker builder du",
        expect![[r#"
        ID	RECLAIMABLE	SIZE	LAST ACCESSED
        Reclaimable:	0B
        Total:		0B
    "#]],
    );
}
