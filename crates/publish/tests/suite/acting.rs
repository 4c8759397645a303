//! Taking a post off the blog, into its trash and back, over a line that breaks.

use crate::model::{ADMIN, Desk, Fault, PressOf};
use blog::{Failure, RemoteId, Status};
use publish::{Action, ActionEnd, ActionPlan, RemoteState, act, look, plan_action};

/// A published post, and the plan for this action on it.
fn published() -> (Desk, RemoteId) {
    let mut desk = Desk::new(ADMIN);
    desk.press(&PressOf::new("Our trip", "It was calm."));
    desk.settle();
    let id = desk.live()[0].id;
    (desk, id)
}

fn planned(desk: &Desk, action: Action, id: RemoteId) -> ActionPlan {
    plan_action(action, look(&desk.line, blog::PostKind::Post, id).unwrap()).unwrap()
}

fn status(desk: &Desk, id: RemoteId) -> Option<Status> {
    desk.line.world(|world| world.posts.get(&id).map(|post| post.status))
}

#[test]
fn off_the_blog_into_the_trash_and_back() {
    let (desk, id) = published();
    for (action, end) in [
        (Action::Unpublish, Some(Status::Draft)),
        (Action::Trash, Some(Status::Trashed)),
        (Action::Restore, Some(Status::Draft)),
        (Action::Trash, Some(Status::Trashed)),
        (Action::Delete, None),
    ] {
        let plan = planned(&desk, action, id);
        let ActionEnd::Done(post) = act(&desk.line, &plan, &plan.seen()).unwrap() else {
            panic!("{action:?}")
        };
        assert_eq!((post.map(|post| post.status), status(&desk, id)), (end, end), "{action:?}");
    }
    assert_eq!(look(&desk.line, blog::PostKind::Post, id).unwrap(), RemoteState::Gone);
}

#[test]
fn another_version_than_the_shown_one_is_left_alone() {
    let (desk, id) = published();
    let plan = planned(&desk, Action::Trash, id);
    desk.line.world(|world| world.posts.get_mut(&id).unwrap().title = "Ours now".into());
    assert_eq!(act(&desk.line, &plan, &plan.seen()).unwrap(), ActionEnd::ChangedMeanwhile);
    assert_eq!(status(&desk, id), Some(Status::Published));
}

#[test]
fn every_fault_at_every_exchange_ends_in_a_true_statement() {
    let mut runs = 0;
    for action in [Action::Unpublish, Action::Trash] {
        for at in 0..3 {
            for fault in [
                Fault::Before(Failure::NoConnection),
                Fault::Before(Failure::Lost),
                Fault::After(Failure::Lost),
                Fault::After(Failure::NotOurs),
                Fault::Maintenance(3),
            ] {
                let (desk, id) = published();
                let plan = planned(&desk, action, id);
                desk.line.script(move |n, _| (n == at).then_some(fault));
                let ended = act(&desk.line, &plan, &plan.seen());
                let there = status(&desk, id).unwrap();
                let context = format!("{action:?} {fault:?} at {at}: {ended:?}, {there}");
                match ended {
                    Ok(ActionEnd::Done(Some(post))) => assert_eq!(post.status, there, "{context}"),
                    Ok(ActionEnd::NotKnown(_)) => {}
                    Ok(_) => panic!("{context}"),
                    Err(_) => assert_eq!(there, Status::Published, "{context}"),
                }
                runs += 1;
            }
        }
    }
    println!("{runs} runs with one fault each: 0 false statements");
}
