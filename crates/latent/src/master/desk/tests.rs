use super::*;

fn name(worker: &str) -> WorkerName {
    WorkerName(worker.into())
}

fn desk(workers: &[&str]) -> Desk {
    Desk::new(workers.iter().map(|worker| name(worker)))
}

fn wish(workers: &[&str]) -> Submission {
    Submission { workers: workers.iter().map(|worker| name(worker)).collect(), ..Submission::default() }
}

/// Submits a request and gives it to a worker at once.
fn building(desk: &mut Desk, worker: &str) -> Assignment {
    desk.attach(&name(worker));
    desk.submit(wish(&[worker]));
    desk.claim().pop().unwrap()
}

#[test]
fn a_request_waits_for_a_worker_and_is_claimed_when_one_attaches() {
    let mut desk = desk(&["a"]);
    let request = desk.submit(wish(&[]));
    assert_eq!(desk.claim(), []);
    assert!(desk.wanted().contains_key(&name("a")));
    assert!(desk.attach(&name("a")));
    let assignment = desk.claim().pop().unwrap();
    assert_eq!((assignment.request, desk.link(&name("a"))), (request, Link::Building));
    assert!(desk.wanted().is_empty());
}

#[test]
fn every_result_but_retry_ends_the_request() {
    for results in [
        Results::Success,
        Results::Warnings,
        Results::Failure,
        Results::Skipped,
        Results::Exception,
        Results::Cancelled,
    ] {
        let mut desk = desk(&["a"]);
        let assignment = building(&mut desk, "a");
        assert!(desk.finish(assignment.build, results));
        assert_eq!(desk.record(assignment.request).unwrap().results, Some(results));
        assert_eq!(desk.claim(), []);
    }
}

#[test]
fn a_retried_request_waits_again_and_has_a_second_build() {
    let mut desk = desk(&["a"]);
    let first = building(&mut desk, "a");
    assert_eq!(desk.detach(&name("a")), Some(first.build));
    assert_eq!(desk.record(first.request).unwrap().results, None);
    assert!(desk.wanted().contains_key(&name("a")));
    desk.attach(&name("a"));
    let second = desk.claim().pop().unwrap();
    assert_eq!(second.request, first.request);
    assert!(desk.finish(second.build, Results::Success));
    assert_eq!(desk.forget(first.request).unwrap().builds.len(), 2);
}

#[test]
fn a_build_ends_once() {
    let mut desk = desk(&["a"]);
    let assignment = building(&mut desk, "a");
    assert!(desk.finish(assignment.build, Results::Success));
    assert!(!desk.finish(assignment.build, Results::Retry));
    assert_eq!(desk.record(assignment.request).unwrap().results, Some(Results::Success));
}

#[test]
fn a_held_worker_finishes_its_build_and_gets_no_other() {
    let mut desk = desk(&["a"]);
    let assignment = building(&mut desk, "a");
    desk.submit(wish(&[]));
    desk.hold(&name("a"));
    assert_eq!(desk.release(&name("a"), Drain::AfterBuild), Some(Release::Busy));
    desk.finish(assignment.build, Results::Success);
    assert_eq!(desk.claim(), []);
    assert_eq!(desk.release(&name("a"), Drain::AfterBuild), Some(Release::Released));
    assert_eq!(desk.claim(), []);
    assert!(desk.resume(&name("a")));
    assert_eq!(desk.claim().len(), 1);
}

#[test]
fn an_idle_worker_is_kept_by_open_work_and_takes_it() {
    let mut desk = desk(&["a", "b"]);
    desk.attach(&name("a"));
    desk.submit(wish(&["b"]));
    assert_eq!(desk.release(&name("a"), Drain::Idle), Some(Release::Released));
    desk.resume(&name("a"));
    desk.submit(wish(&["a"]));
    assert_eq!(desk.release(&name("a"), Drain::Idle), Some(Release::Busy));
    assert_eq!(desk.claim().len(), 1);
}

#[test]
fn giving_up_leaves_open_work_behind() {
    let mut desk = desk(&["a"]);
    desk.attach(&name("a"));
    desk.submit(wish(&[]));
    assert_eq!(desk.release(&name("a"), Drain::GiveUp), Some(Release::Released));
    assert_eq!(desk.claim(), []);
}

#[test]
fn a_waiting_request_is_cancelled_at_once_and_a_running_build_must_be_ended() {
    let mut desk = desk(&["a"]);
    let running = building(&mut desk, "a");
    let waiting = desk.submit(wish(&[]));
    assert_eq!(desk.cancel(waiting), None);
    assert_eq!(desk.record(waiting).unwrap().results, Some(Results::Cancelled));
    assert_eq!(desk.cancel(running.request), Some(running.build));
    assert_eq!(desk.record(running.request).unwrap().results, None);
}

#[test]
fn priority_goes_before_age() {
    let mut desk = desk(&["a"]);
    desk.submit(wish(&[]));
    let urgent = desk.submit(Submission { priority: 1, ..Submission::default() });
    desk.attach(&name("a"));
    assert_eq!(desk.claim().pop().unwrap().request, urgent);
}

#[test]
fn requests_want_starting_workers_before_absent_ones() {
    let mut desk = desk(&["a", "b"]);
    desk.started(&name("b"));
    desk.submit(wish(&[]));
    assert_eq!(desk.wanted().into_keys().collect::<Vec<_>>(), [name("b")]);
}

#[test]
fn unknown_workers_are_turned_away() {
    let mut desk = desk(&["a"]);
    assert!(!desk.attach(&name("x")) && !desk.hold(&name("x")) && !desk.resume(&name("x")));
    assert_eq!(desk.release(&name("x"), Drain::Idle), None);
}
