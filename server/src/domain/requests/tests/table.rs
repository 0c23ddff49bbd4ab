//! Who may do what when: every act from every status, by every role, on every side.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::scene::{NOW, Scene, plain};
use crate::domain::actor::{Actor, Assurance, Role, Roles};
use crate::domain::assurance::{Part, least};
use crate::domain::change::{NotNow, Refusal};
use crate::domain::clocks::Urgency;
use crate::domain::ids::TargetId;
use crate::domain::requests::acts::{Act, Side};
use crate::domain::requests::kinds::{Kind, Status};
use crate::domain::requests::outcomes::Outcome;
use crate::domain::requests::review::Review;
use crate::domain::requests::stops::Stopped;
use crate::domain::requests::{Request, Target};

/// A freeze with a hold, a target without an outcome, one that was not found and a review that nobody has done, in
/// `status`, whatever led there.
pub(super) fn in_status(scene: &Scene, status: Status) -> Request {
    let begun = scene.partly_answered();
    let mut targets = begun.targets.clone();
    targets.push(Target {
        id: TargetId::new(NOW),
        position: 3,
        answer: Some(plain(Outcome::NoMatch)),
        ..targets[1].clone()
    });
    Request {
        targets,
        status,
        issued_at: status.is_issued().then_some(NOW),
        approvals: Vec::new(),
        review: Some(Review::after(NOW)),
        ..begun
    }
}

/// The sides and roles of an act, as people say them.
fn who(act: Act) -> String {
    let side = match act.side() {
        Side::Asker => "the asker's",
        Side::Recipient => "the recipient's",
        Side::Both => "either side's",
    };
    let roles: Vec<_> = act.roles().iter().map(|role| role.code()).collect();
    format!("{side} {}", roles.join(" or "))
}

/// The life cycle as an auditor reads it.
fn written() -> String {
    let mut text = String::from(
        "The life cycle of a request: act, status, and whether the act is allowed or why not.\n\
         Written by the test beside the rules; CROSSHOLD_GOLDEN=write writes it anew.\n",
    );
    for act in Act::ALL {
        let _ = writeln!(text, "\n{act}: {}", who(*act));
        for status in Status::ALL {
            let answer = act.from(*status).map_or_else(|why| why.code(), |()| "ok");
            let _ = writeln!(text, "  {:<18}{answer}", status.code());
        }
        for who in Stopped::ALL {
            let answer = act.while_stopped(*who).map_or_else(|why| why.code(), |()| "ok");
            let _ = writeln!(text, "  while the {} is suspended: {answer}", who.code());
        }
    }
    text
}

#[test]
fn the_life_cycle_is_as_written_down() {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", "life_cycle.txt"]
        .iter()
        .collect();
    let written = written();
    #[expect(
        clippy::disallowed_methods,
        reason = "whether to write the file anew is no setting of the program"
    )]
    let anew = std::env::var_os("CROSSHOLD_GOLDEN").is_some();
    if anew {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &written).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap();
    for (line, (old, new)) in golden.lines().zip(written.lines()).enumerate() {
        assert_eq!(old, new, "line {} of {}", line + 1, file.display());
    }
    assert_eq!(golden, written);
}

/// In which statuses a reason is true, read from its sentence alone; nothing for what no status tells.
fn is_true_in(why: NotNow, status: Status) -> Option<bool> {
    use Status as S;
    let is_over = matches!(
        status,
        S::Redirected | S::ClosedUnanswered | S::Withdrawn | S::Closed | S::Superseded
    );
    let is_told = status.is_issued() && !is_over;
    Some(match why {
        NotNow::StillDraft => status == S::Draft,
        NotNow::InReview => status == S::InReview,
        NotNow::Embargoed => status == S::Embargoed,
        NotNow::AlreadyIssued => status.is_issued(),
        NotNow::NotAcknowledged => status == S::Issued,
        NotNow::AlreadyAcknowledged => matches!(
            status,
            S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered | S::Answered | S::Disputed
        ),
        NotNow::NotStarted => matches!(status, S::Issued | S::Acknowledged),
        // A question may be asked before the work begins.
        NotNow::AlreadyStarted => matches!(status, S::Executing | S::PartlyAnswered | S::Answered | S::Disputed),
        NotNow::InClarification => status == S::Clarification,
        NotNow::NoQuestion => status != S::Clarification,
        NotNow::AllAnswered => matches!(status, S::Answered | S::Disputed),
        NotNow::NotAnswered => matches!(
            status,
            S::Issued | S::Acknowledged | S::Clarification | S::Executing | S::PartlyAnswered
        ),
        NotNow::Refused => status == S::Refused,
        NotNow::NotRefused => status != S::Refused && status != S::Maintained && !is_over,
        NotNow::Maintained => status == S::Maintained,
        NotNow::Disputed | NotNow::NotDisputed => status == S::Disputed,
        NotNow::Withdrawing => status == S::Withdrawing,
        NotNow::NotWithdrawing => !matches!(status, S::Withdrawing | S::Withdrawn),
        NotNow::Over => is_over,
        NotNow::OverForGood => matches!(status, S::Redirected | S::Withdrawn | S::Superseded),
        NotNow::NotOver => is_told,
        NotNow::TargetAnswered
        | NotNow::HeldHere
        | NotNow::GivenAnew
        | NotNow::HoldEnded
        | NotNow::OnOtherBasis
        | NotNow::HoldNotDue
        | NotNow::PreservationEnded
        | NotNow::PreservationNotDue
        | NotNow::NothingElsewhere
        | NotNow::TargetByTarget
        | NotNow::NothingStands
        | NotNow::NeverPauses
        | NotNow::NoReview
        | NotNow::Reviewed
        | NotNow::CaseClosed
        | NotNow::LastFactor
        | NotNow::LastPasskey
        | NotNow::EnoughPasskeys
        | NotNow::SignedOtherwise
        | NotNow::KindLater
        | NotNow::ApplicationOver
        | NotNow::ConfirmedByYou
        | NotNow::ConfirmedByTwo
        | NotNow::NotConfirmedByYou
        | NotNow::ApplicationClashes
        | NotNow::Unattested
        | NotNow::AttestationNotDue
        | NotNow::NotAttestable
        | NotNow::NotStated
        | NotNow::AskerSuspended
        | NotNow::OfficerSuspended
        | NotNow::RecipientSuspended
        | NotNow::AlreadySuspended
        | NotNow::NotSuspended
        | NotNow::HasLeft
        | NotNow::LastOfPlatform
        | NotNow::LastAdministrator
        | NotNow::NotIdle
        | NotNow::NotActive
        | NotNow::NoSwitchboard
        | NotNow::VouchFirst
        | NotNow::CallbackAsked
        | NotNow::EvidenceOver
        | NotNow::InvitationOver
        | NotNow::ProviderUnbound
        | NotNow::ProviderBound => return None,
    })
}

/// Reasons stand side by side on one page: each that is true cannot contradict another.
#[test]
fn every_reason_the_table_gives_is_true_of_the_status() {
    for &status in Status::ALL {
        for &act in Act::ALL {
            if let Err(why) = act.from(status) {
                assert_eq!(is_true_in(why, status), Some(true), "{act} from {status}: {why}");
            }
        }
    }
}

/// A person of `organisation` with one role.
fn with_role(actor: &Actor, role: Role) -> Actor {
    Actor {
        roles: Roles::default().with(role),
        assurance: Assurance::L4,
        ..actor.clone()
    }
}

#[test]
fn only_the_side_and_role_of_an_act_may_do_it_and_only_from_its_statuses() {
    let scene = Scene::new();
    for &status in Status::ALL {
        let request = in_status(&scene, status);
        for &act in Act::ALL {
            for &role in Role::ALL {
                for (of_asker, of_recipient, person) in [
                    (true, false, &scene.second),
                    (false, true, &scene.responder),
                    (false, false, &scene.stranger),
                ] {
                    let actor = with_role(person, role);
                    let works = matches!(
                        role,
                        Role::Officer | Role::Supervisor | Role::Intake | Role::Responder | Role::Counsel
                    );
                    let knows = works && (of_asker || of_recipient && status.is_issued());
                    let own_side = match act.side() {
                        Side::Asker => of_asker,
                        Side::Recipient => of_recipient,
                        Side::Both => of_asker || of_recipient,
                    };

                    let expected = if !knows {
                        Err("unseen")
                    } else if !own_side {
                        Err("other_side")
                    } else if !act.roles().contains(&role) {
                        Err("needs_role")
                    } else if act == Act::Redirect {
                        // Of this one something is answered, in whatever status.
                        let answered = act.from(status).and(Err(NotNow::AlreadyStarted));
                        answered.map_err(|why| why.code())
                    } else if act == Act::StandBy {
                        let nobody = act.from(status).and(Err(NotNow::NotSuspended));
                        nobody.map_err(|why| why.code())
                    } else {
                        act.from(status).map_err(|why| why.code())
                    };

                    let answered = request.may(act, &actor).map_err(|refusal| refusal.code());
                    assert_eq!(answered, expected, "{act} from {status} as {role}");
                }
            }
        }
    }
}

#[test]
fn what_was_never_issued_does_not_exist_for_the_exchange() {
    let scene = Scene::new();
    let discarded = super::scene::done(scene.freeze().discard(&scene.author, NOW));

    assert_eq!(discarded.status, Status::Withdrawn);
    for actor in [&scene.intake, &scene.responder, &scene.counsel] {
        for &act in Act::ALL {
            assert_eq!(discarded.may(act, actor), Err(Refusal::Unseen), "{act}");
        }
    }
}

#[test]
fn the_clock_itself_may_do_nothing_that_people_do() {
    let scene = Scene::new();
    for &status in Status::ALL {
        for &act in Act::ALL {
            let refusal = in_status(&scene, status).may(act, &scene.clockwork);
            assert_eq!(refusal, Err(Refusal::Unseen), "{act} from {status}");
        }
    }
}

#[test]
fn submitting_and_approving_ask_for_the_assurance_of_the_kind_and_urgency() {
    let scene = Scene::new();
    for &kind in Kind::ALL {
        for &urgency in Urgency::ALL {
            let of_author = least(kind, urgency, Part::Author);
            let of_approver = least(kind, urgency, Part::Approver);
            for (act, status, least) in [
                (Act::Submit, Status::Draft, of_author),
                (Act::Approve, Status::InReview, of_approver),
            ] {
                let mut request = in_status(&scene, status);
                request.content.kind = kind;
                request.content.urgency = urgency;
                for &level in Assurance::ALL {
                    let actor = Actor {
                        assurance: level,
                        ..scene.second.clone()
                    };
                    let expected = if level >= least {
                        Ok(())
                    } else {
                        Err(Refusal::NeedsAssurance(least))
                    };
                    assert_eq!(request.may(act, &actor), expected, "{act} {kind} {urgency} {level:?}");
                }
            }
        }
    }
}

/// Nobody but counsel refuses on a ground that needs counsel; and counsel alone answers nothing but refusals.
#[test]
fn grounds_that_need_counsel_are_refused_to_everybody_else() {
    use super::scene::{frozen, plain};
    use crate::domain::requests::grounds::Ground;
    use crate::domain::requests::outcomes::Outcome;
    let scene = Scene::new();
    for &ground in Ground::ALL {
        for (actor, is_counsel) in [(&scene.responder, false), (&scene.counsel, true)] {
            let allowed = is_counsel || !ground.needs_counsel();
            let whole = scene.executing(scene.freeze());
            let answer = crate::domain::requests::Answer {
                ground: Some(ground),
                ..plain(Outcome::Refused)
            };
            let one = whole.clone().answer(actor, 1, answer, scene.terms(), NOW);
            let all = whole.refuse(actor, ground, String::new(), scene.terms(), NOW);
            assert_eq!((one.is_ok(), all.is_ok()), (allowed, allowed), "{ground}");
        }
    }
    let request = scene.executing(scene.freeze());
    let refusal = request
        .answer(&scene.counsel, 1, frozen("100"), scene.terms(), NOW)
        .map(|_| ());
    assert_eq!(refusal, Err(Refusal::needs(Role::Responder)));
}
