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
            vowzs50limyhs4lg2o1pb79qj               	true 		5B        	Less than a second ago
            ph2tfhsyhbuvw4xryuccgpi49               	true 		8.324MB   	Less than a second ago
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

#[test]
fn records_are_picked_and_told_at_length() {
    let mut machine = machine();
    machine.write(
        "/project/Dockerfile",
        b"FROM alpine\nRUN --mount=type=cache,target=/c echo 12 > /c/x\nRUN echo b > /b\n",
    );
    assert_eq!(machine.run("docker build -q .").exit, 0);
    check(
        &mut machine,
        "docker builder du --filter type=exec.cachemount",
        expect![[r#"
        ID						RECLAIMABLE	SIZE		LAST ACCESSED
        fhypz7v711juuvhv134sdzm2k*              	true 		3B        	
    "#]],
    );
    check(
        &mut machine,
        "docker builder du --verbose --filter description~=/b",
        expect![[r#"
        ID:		8kvs3zwfggwvdy3299ax1fohr
        Parent:		azjlw0rulyxh801x6pzkfqcb3
        Created at:	2025-12-06 05:46:40 +0000 UTC
        Mutable:	false
        Reclaimable:	true
        Shared:		false
        Size:		2B
        Description:	[stage-0 3/3] RUN echo b > /b
        Usage count:	0
        Last used:	Less than a second ago
        Type:		regular

    "#]],
    );
    check(
        &mut machine,
        "docker builder du --filter inuse",
        expect![[r#"
        invalid argument "inuse" for "--filter" flag: bad format of filter (expected name=value)

        Usage:  docker buildx du [OPTIONS]

        Run 'docker buildx du --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker builder du --filter id=nope",
        expect![[r#"
        ID	RECLAIMABLE	SIZE	LAST ACCESSED
    "#]],
    );
    check(
        &mut machine,
        "docker builder prune -f --filter until=1h",
        expect![[r#"
        Total:	0B
    "#]],
    );
    check(
        &mut machine,
        "docker builder prune -f --filter description~=FROM",
        expect![[r#"
        Total:	0B
    "#]],
    );
    check(
        &mut machine,
        "docker builder prune -f --max-used-space 8.33mb",
        expect![[r#"
        Total:	0B
    "#]],
    );
    check(
        &mut machine,
        "docker builder prune -f --keep-storage 7mb",
        expect![[r#"
        ID						RECLAIMABLE	SIZE		LAST ACCESSED
        fhypz7v711juuvhv134sdzm2k*              	true 		3B        	
        vowzs50limyhs4lg2o1pb79qj               	true 		5B        	Less than a second ago
        8kvs3zwfggwvdy3299ax1fohr               	true 		2B        	Less than a second ago
        azjlw0rulyxh801x6pzkfqcb3               	true 		0B        	Less than a second ago
        ph2tfhsyhbuvw4xryuccgpi49               	true 		8.324MB   	Less than a second ago
        Total:	8.324MB
        Flag --keep-storage has been deprecated, keep-storage flag has been changed to reserved-space
    "#]],
    );
    check(
        &mut machine,
        "docker builder prune -f --reserved-space x",
        expect![[r#"
        invalid argument "x" for "--reserved-space" flag: invalid size: 'x'

        Usage:  docker buildx prune [OPTIONS]

        Run 'docker buildx prune --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker builder prune -f --verbose",
        expect![[r#"
        Total:	0B
    "#]],
    );
}
