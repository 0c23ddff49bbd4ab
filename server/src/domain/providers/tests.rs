use jiff::SignedDuration;

use super::*;
use crate::domain::actor::Assurance;
use crate::domain::ids::PersonId;
use crate::domain::people::{Factor, Proof};
use crate::domain::values::Country;

const NOW: Time = Time::from_micros(1_795_363_200_000_000);
const ISSUER: &str = "https://id.pj.example";

fn later(seconds: i64) -> Time {
    NOW.plus(SignedDuration::from_secs(seconds))
}

fn id() -> OrganisationId {
    OrganisationId(uuid::Uuid::from_u128(1))
}

fn domains() -> Vec<String> {
    vec!["pj.example".to_owned(), "crime.pj.example".to_owned()]
}

fn of(domains: &[String]) -> Of<'_> {
    Of {
        id: id(),
        kind: OrganisationKind::Agency,
        domains,
    }
}

fn actor(role: Role, factor: Factor, is_fresh: bool) -> Actor {
    Actor {
        person: Some(PersonId(uuid::Uuid::from_u128(2))),
        organisation: id(),
        kind: role.kind(),
        country: "PT".parse::<Country>().unwrap(),
        roles: Roles::default().with(role),
        assurance: Assurance::L2,
        session: None,
        proof: Some(Proof { factor, is_fresh }),
        is_restricted: false,
        unfamiliar: crate::domain::pace::Unfamiliar::default(),
    }
}

fn administrator() -> Actor {
    actor(Role::AgencyAdmin, Factor::Passkey, true)
}

fn binding() -> Binding {
    Binding {
        issuer: ISSUER.to_owned(),
        client_id: "crosshold".to_owned(),
        domains: vec!["pj.example".to_owned()],
    }
}

fn bound_one() -> Provider {
    let domains = domains();
    let provider = ProviderId(uuid::Uuid::from_u128(3));
    let change = Provider::bind(&administrator(), of(&domains), provider, binding(), false, NOW).unwrap();
    change.after().clone()
}

fn code_of(refusal: Option<Refusal>) -> Option<&'static str> {
    let Some(Refusal::Fields(faults)) = refusal else {
        return None;
    };
    faults.first().map(|fault| fault.code)
}

#[test]
fn administrators_of_the_own_organisation_look_after_it_by_passkey_and_nobody_else() {
    for &role in Role::ALL {
        for &kind in OrganisationKind::ALL {
            for &factor in Factor::ALL {
                for is_own in [true, false] {
                    for &act in Act::ALL {
                        let actor = actor(role, factor, false);
                        let organisation = if is_own {
                            id()
                        } else {
                            OrganisationId(uuid::Uuid::from_u128(9))
                        };
                        let expected = is_own
                            && factor.resists_phishing()
                            && matches!(
                                (kind, role),
                                (OrganisationKind::Agency, Role::AgencyAdmin)
                                    | (OrganisationKind::Exchange, Role::ExchangeAdmin)
                            );
                        let may = may(act, &actor, organisation, kind);
                        assert_eq!(may.is_ok(), expected, "{act} {role} {kind} {factor} {is_own}");
                        assert!(is_own || may == Err(Refusal::Unseen));
                    }
                }
            }
        }
    }
}

#[test]
fn a_change_asks_for_a_passkey_shown_just_now() {
    let (domains, provider) = (domains(), bound_one());
    let stale = actor(Role::AgencyAdmin, Factor::Passkey, false);
    let settings = Settings {
        acr: vec!["mfa".to_owned()],
        ..provider.settings.clone()
    };
    let bind = Provider::bind(&stale, of(&domains), provider.id, binding(), false, NOW);
    assert_eq!(bind.err(), Some(Refusal::Unconfirmed));
    let change = provider.clone().change(&stale, of(&domains), settings.clone(), 1, NOW);
    assert_eq!(change.err(), Some(Refusal::Unconfirmed));
    let unbind = provider.clone().unbind(&stale, OrganisationKind::Agency, 1, 0, NOW);
    assert_eq!(unbind.err(), Some(Refusal::Unconfirmed));
    let secret = provider
        .clone()
        .replace_secret(&stale, OrganisationKind::Agency, 1, NOW);
    assert_eq!(secret.err(), Some(Refusal::Unconfirmed));

    let change = provider.change(&administrator(), of(&domains), settings, 1, NOW);
    let changed = change.unwrap().unwrap().after().clone();
    assert_eq!(changed.version, 2);
    let over = changed
        .clone()
        .unbind(&administrator(), OrganisationKind::Agency, 1, 0, NOW);
    assert_eq!(over.err(), Some(Refusal::Stale));
    let unbound = changed
        .unbind(&administrator(), OrganisationKind::Agency, 2, 0, NOW)
        .unwrap();
    let again = unbound
        .after()
        .clone()
        .unbind(&administrator(), OrganisationKind::Agency, 3, 0, NOW);
    assert_eq!(again.err(), Some(Refusal::NotNow(NotNow::ProviderUnbound)));
    assert!(!unbound.after().signs_in("a@pj.example", &domains));
}

#[test]
fn only_verified_domains_are_bound_and_only_whole_addresses() {
    let domains = domains();
    let code = |binding: Binding| {
        let provider = ProviderId(uuid::Uuid::from_u128(3));
        code_of(Provider::bind(&administrator(), of(&domains), provider, binding, false, NOW).err())
    };
    let of_domains = |domains: &[&str]| Binding {
        domains: domains.iter().map(|one| (*one).to_owned()).collect(),
        ..binding()
    };
    assert_eq!(code(of_domains(&[])), Some("required"));
    assert_eq!(code(of_domains(&["elsewhere.example"])), Some("domain_unverified"));
    assert_eq!(
        code(of_domains(&["pj.example", "elsewhere.example"])),
        Some("domain_unverified")
    );
    for issuer in [
        "",
        "id.pj.example",
        "http://id.pj.example",
        "http://127.0.0.1:1",
        "https://",
        "https://a@b.example",
    ] {
        let binding = Binding {
            issuer: issuer.to_owned(),
            ..binding()
        };
        assert_eq!(code(binding), Some("issuer_form"), "{issuer}");
    }
    let provider = bound_one();
    assert!(provider.signs_in("a@pj.example", &domains));
    // The organisation has lost the domain, or it was never bound.
    assert!(!provider.signs_in("a@pj.example", &domains[1..]) && !provider.signs_in("a@crime.pj.example", &domains));
}

#[test]
fn this_machine_is_asked_only_where_a_setting_lets_it() {
    for (issuer, plain, loopback) in [
        ("https://id.pj.example/realm", true, true),
        ("http://127.0.0.1:4000", false, true),
        ("http://localhost:4000/a", false, true),
        ("http://[::1]:4000", false, true),
        ("http://id.pj.example", false, false),
        ("http://127.0.0.1.pj.example", false, false),
        ("http://localhost.pj.example:80", false, false),
        ("https://id.pj.example/?a", false, false),
        ("https://id.pj.example/#a", false, false),
        ("https://id.pj.example/a b", false, false),
        ("https://user@id.pj.example", false, false),
        ("javascript:alert(1)", false, false),
    ] {
        assert_eq!(
            (is_issuer(issuer, false), is_issuer(issuer, true)),
            (plain, loopback),
            "{issuer}"
        );
    }
    assert_eq!(host_of("https://id.pj.example:8443/a?b"), "id.pj.example:8443");
}

#[test]
fn a_provider_keeps_its_places_under_its_own_name_but_for_those_known_to_spread_theirs() {
    let google = "https://accounts.google.com";
    for (issuer, place, is_its_own) in [
        ("https://id.pj.example", "https://id.pj.example/token", true),
        ("https://id.pj.example", "https://id.pj.example:8443/token", false),
        ("https://id.pj.example", "https://oauth2.googleapis.com/token", false),
        (google, "https://oauth2.googleapis.com/token", true),
        (google, "https://www.googleapis.com/oauth2/v3/certs", true),
        (google, "https://openidconnect.googleapis.com/v1/userinfo", true),
        (google, "https://www.googleapis.com.example/certs", false),
        (google, "https://graph.microsoft.com/oidc/userinfo", false),
        (
            "https://login.microsoftonline.com/9188040d/v2.0",
            "https://graph.microsoft.com/oidc/userinfo",
            true,
        ),
    ] {
        assert_eq!(is_place_of(issuer, place), is_its_own, "{issuer} {place}");
    }
}

#[test]
fn groups_give_nothing_beyond_the_bound_and_nothing_of_another_kind() {
    let groups = ["one".to_owned()];
    for &role in Role::ALL {
        for &bound in Role::ALL {
            for &kind in OrganisationKind::ALL {
                for group in ["one", "other"] {
                    let mapping = [GroupRole {
                        group: group.to_owned(),
                        role,
                    }];
                    let given = roles_of(&groups, &mapping, Roles::default().with(bound), kind);
                    let expected = group == "one" && role == bound && role.kind() == kind;
                    assert_eq!(given.has(role), expected, "{role} {bound} {kind} {group}");
                    assert!(given.iter().all(|given| given == role));
                }
            }
        }
    }
}

#[test]
fn groups_decide_within_the_bound_and_administrators_outside_of_it() {
    let set = |roles: &[Role]| roles.iter().copied().collect::<Roles>();
    let all = [Role::Officer, Role::Supervisor, Role::AgencyAdmin];
    // Every set of three roles, in every place.
    let sets = (0..8_usize).map(|bits| {
        let chosen: Vec<Role> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, role)| *role)
            .collect();
        set(&chosen)
    });
    let sets: Vec<Roles> = sets.collect();
    for &held in &sets {
        for &bound in &sets {
            for &kept in &sets {
                for &given in &sets {
                    let given = given.iter().filter(|role| bound.has(*role)).collect();
                    let after = following(held, given, bound, kept);
                    for role in all {
                        let expected = if bound.has(role) {
                            given.has(role) || (held.has(role) && kept.has(role))
                        } else {
                            held.has(role)
                        };
                        assert_eq!(after.has(role), expected);
                    }
                }
            }
        }
    }
}

#[test]
fn a_second_factor_counts_only_where_it_is_listed() {
    let values = |some: &[&str]| some.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let listed: [&[&str]; 3] = [&[], &["mfa"], &["hwk", "otp"]];
    for acr in listed {
        for amr in listed {
            let settings = Settings {
                acr: values(acr),
                amr: values(amr),
                ..Settings::default()
            };
            for said in [None, Some("mfa"), Some("hwk"), Some("pwd"), Some("")] {
                for means in [&[][..], &["pwd"], &["pwd", "otp"], &["mfa"], &["hwk"]] {
                    let expected =
                        said.is_some_and(|said| acr.contains(&said)) || means.iter().any(|one| amr.contains(one));
                    let found = is_second_factor(said, &values(means), &settings);
                    assert_eq!(found, expected, "{acr:?} {amr:?} {said:?} {means:?}");
                }
            }
        }
    }
}

fn token() -> Token {
    Token {
        issuer: Some(ISSUER.to_owned()),
        subject: Some("248289761001".to_owned()),
        audience: vec!["crosshold".to_owned()],
        expires_at: Some(later(300)),
        issued_at: Some(NOW),
        nonce: Some("nonce".to_owned()),
        ..Token::default()
    }
}

fn asked() -> Asked {
    Asked {
        nonce: "nonce".to_owned(),
        anew_since: None,
    }
}

#[test]
fn each_thing_wrong_with_a_token_has_its_own_reason() {
    let provider = bound_one();
    let reason = |change: &dyn Fn(&mut Token)| {
        let mut token = token();
        change(&mut token);
        verified(&token, &provider, &asked(), NOW).err()
    };
    assert_eq!(reason(&|_| {}), None);
    assert_eq!(
        reason(&|token| token.issuer = Some(format!("{ISSUER}/"))),
        Some(Trouble::Issuer)
    );
    assert_eq!(reason(&|token| token.issuer = None), Some(Trouble::Issuer));
    assert_eq!(
        reason(&|token| token.audience = vec!["other".to_owned()]),
        Some(Trouble::Audience)
    );
    assert_eq!(reason(&|token| token.audience.clear()), Some(Trouble::Audience));
    assert_eq!(
        reason(&|token| token.audience.push("other".to_owned())),
        Some(Trouble::Audience)
    );
    assert_eq!(
        reason(&|token| token.authorized = Some("other".to_owned())),
        Some(Trouble::Audience)
    );
    let authorized = |token: &mut Token| {
        token.audience.push("other".to_owned());
        token.authorized = Some("crosshold".to_owned());
    };
    assert_eq!(
        reason(&authorized),
        Some(Trouble::Audience),
        "an audience we do not know"
    );
    let twice = |token: &mut Token| token.audience.push("crosshold".to_owned());
    assert_eq!(reason(&twice), None, "us, twice");
    assert_eq!(reason(&|token| token.nonce = None), Some(Trouble::Nonce));
    assert_eq!(
        reason(&|token| token.nonce = Some("other".to_owned())),
        Some(Trouble::Nonce)
    );
    assert_eq!(reason(&|token| token.is_ending = true), Some(Trouble::Nonce));
    assert_eq!(reason(&|token| token.subject = None), Some(Trouble::Malformed));
    assert_eq!(
        reason(&|token| token.subject = Some(String::new())),
        Some(Trouble::Malformed)
    );
    assert_eq!(reason(&|token| token.expires_at = None), Some(Trouble::Malformed));
    assert_eq!(reason(&|token| token.issued_at = None), Some(Trouble::Malformed));
    for (seconds, expected) in [
        (-59, None),
        (-60, Some(Trouble::Expired)),
        (-300, Some(Trouble::Expired)),
    ] {
        assert_eq!(
            reason(&|token| token.expires_at = Some(later(seconds))),
            expected,
            "{seconds}"
        );
    }
    for (seconds, expected) in [(60, None), (61, Some(Trouble::Future)), (3600, Some(Trouble::Future))] {
        assert_eq!(
            reason(&|token| token.issued_at = Some(later(seconds))),
            expected,
            "{seconds}"
        );
    }
}

#[test]
fn whoever_confirms_has_signed_in_there_just_now() {
    let provider = bound_one();
    let asked = Asked {
        anew_since: Some(NOW),
        ..asked()
    };
    for (at, expected) in [
        (None, Some(Trouble::AuthTime)),
        (Some(-61), Some(Trouble::AuthTime)),
        (Some(-60), None),
        (Some(30), None),
        (Some(91), Some(Trouble::AuthTime)),
    ] {
        let token = Token {
            signed_in_at: at.map(later),
            ..token()
        };
        assert_eq!(verified(&token, &provider, &asked, later(30)).err(), expected, "{at:?}");
    }
}

#[test]
fn a_mailbox_counts_where_it_is_verified_and_at_a_bound_domain() {
    let (provider, official) = (bound_one(), domains());
    for (email, is_verified, expected) in [
        (Some(" Ana@PJ.example"), true, Ok("ana@pj.example".to_owned())),
        (Some("ana@pj.example"), false, Err(Trouble::Mailbox)),
        (Some("ana@crime.pj.example"), true, Err(Trouble::Mailbox)),
        (Some("ana@elsewhere.example"), true, Err(Trouble::Mailbox)),
        (Some("ana@elsewhere.example@pj.example"), true, Err(Trouble::Mailbox)),
        (None, true, Err(Trouble::Mailbox)),
    ] {
        let token = Token {
            email: email.map(str::to_owned),
            is_email_verified: is_verified,
            ..token()
        };
        assert_eq!(
            address_of(&token, &provider, &official),
            expected,
            "{email:?} {is_verified}"
        );
    }
}

#[test]
fn whoever_is_known_stays_as_long_as_the_mailbox_is_at_a_bound_domain() {
    let (provider, official) = (bound_one(), domains());
    let stays = |named: Option<&str>, own: &str, official: &[String]| {
        let token = Token {
            email: named.map(str::to_owned),
            ..token()
        };
        stays(&token, &provider, own, official).is_ok()
    };
    assert!(stays(None, "ana@pj.example", &official));
    assert!(stays(Some("other.name@pj.example"), "ana@pj.example", &official));
    assert!(!stays(Some("ana@elsewhere.example"), "ana@pj.example", &official));
    assert!(!stays(Some("ana@pj.example"), "ana@crime.pj.example", &official));
    assert!(!stays(None, "ana@pj.example", &official[1..]));
}

#[test]
fn a_token_that_ends_sessions_is_made_for_that_and_just_now() {
    let provider = bound_one();
    let good = Token {
        nonce: None,
        is_ending: true,
        id: Some("one".to_owned()),
        session: Some("there".to_owned()),
        ..token()
    };
    let reason = |change: &dyn Fn(&mut Token)| {
        let mut token = good.clone();
        change(&mut token);
        ended(&token, &provider, NOW).err()
    };
    assert_eq!(reason(&|_| {}), None);
    assert_eq!(reason(&|token| token.session = None), None);
    assert_eq!(reason(&|token| token.subject = None), None);
    assert_eq!(reason(&|token| token.expires_at = None), None);
    let nobody = |token: &mut Token| {
        token.subject = None;
        token.session = None;
    };
    assert_eq!(reason(&nobody), Some(Trouble::Malformed));
    assert_eq!(reason(&|token| token.is_ending = false), Some(Trouble::Malformed));
    assert_eq!(reason(&|token| token.id = None), Some(Trouble::Malformed));
    assert_eq!(reason(&|token| token.issued_at = None), Some(Trouble::Malformed));
    assert_eq!(
        reason(&|token| token.nonce = Some("nonce".to_owned())),
        Some(Trouble::Nonce)
    );
    assert_eq!(reason(&|token| token.issuer = None), Some(Trouble::Issuer));
    assert_eq!(reason(&|token| token.audience.clear()), Some(Trouble::Audience));
    assert_eq!(
        reason(&|token| token.issued_at = Some(later(61))),
        Some(Trouble::Future)
    );
    assert_eq!(
        reason(&|token| token.issued_at = Some(later(-601))),
        Some(Trouble::Expired)
    );
    assert_eq!(
        reason(&|token| token.expires_at = Some(later(-60))),
        Some(Trouble::Expired)
    );
}

#[test]
fn settings_stay_within_what_the_organisation_is() {
    let domains = domains();
    let settings = |change: &dyn Fn(&mut Settings)| {
        let mut settings = Settings {
            groups_claim: "groups".to_owned(),
            groups: vec![GroupRole {
                group: "one".to_owned(),
                role: Role::Officer,
            }],
            bound: Roles::default().with(Role::Officer),
            ..bound_one().settings
        };
        change(&mut settings);
        code_of(
            bound_one()
                .change(&administrator(), of(&domains), settings, 1, NOW)
                .err(),
        )
    };
    assert_eq!(settings(&|_| {}), None);
    assert_eq!(settings(&|settings| settings.domains.clear()), Some("required"));
    assert_eq!(
        settings(&|settings| settings.bound = Roles::default()),
        Some("role_beyond_bound")
    );
    let verifier = |settings: &mut Settings| settings.bound = settings.bound.with(Role::Verifier);
    assert_eq!(settings(&verifier), Some("role_of_another_kind"));
    let mapped = |settings: &mut Settings| settings.groups[0].role = Role::Operator;
    assert_eq!(settings(&mapped), Some("role_of_another_kind"));
    assert_eq!(
        settings(&|settings| settings.groups_claim.clear()),
        Some("claim_and_groups")
    );
    assert_eq!(settings(&|settings| settings.groups.clear()), Some("claim_and_groups"));
    let many = |settings: &mut Settings| settings.amr = (0..=MOST_VALUES).map(|n| n.to_string()).collect();
    assert_eq!(settings(&many), Some("too_many"));
}
