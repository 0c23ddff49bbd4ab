//! The quality gate of a request as it stands: what it looks at is read here, what it finds is the domain's.

use super::{Context, Error, Setting, is_asker};
use crate::domain::actor::{Actor, Assurance};
use crate::domain::ids::IndicatorId;
use crate::domain::indicators::{Chain, Network, Verdict, check};
use crate::domain::people::Person;
use crate::domain::requests::in_time::Late;
use crate::domain::requests::quality::{Report, Surroundings, assess};
use crate::domain::requests::{Request, Target};
use crate::domain::values::Time;
use crate::service::assurance::helpers;
use crate::store::requests::already;
use crate::store::{Connection, cases, people};

/// What the quality gate finds of a request now, and what is told beside it.
#[derive(Debug)]
pub struct Assessed {
    /// What it finds.
    pub report: Report,
    /// The names of those who could approve it.
    pub approvers: Vec<String>,
    /// How sure we are of the author.
    pub assurance: Assurance,
    /// The names of few who could help the author to another level.
    pub helpers: Vec<String>,
    /// Positions of targets on a chain with tags that have none.
    pub untagged: Vec<u32>,
    /// Of those, the ones that somebody said to have none: who, by name, and when.
    pub without_tag: Vec<(u32, String, Time)>,
    /// That an extension comes too late.
    pub late: Option<Late>,
    /// Positions of targets that this exchange is asked about already and has not answered, each with the number of the
    /// request.
    pub asked_already: Vec<(u32, String)>,
}

/// What the quality gate finds of a request now.
pub async fn assessed(
    db: &impl Connection,
    cx: &Context<'_>,
    request: &Request,
    setting: &Setting,
) -> Result<Assessed, Error> {
    let people = people::active_in(db, request.asker).await?;
    assessed_among(db, cx, request, setting, &people).await
}

/// As [`assessed`], where everybody who works at the asking agency was read already.
pub async fn assessed_among(
    db: &impl Connection,
    cx: &Context<'_>,
    request: &Request,
    setting: &Setting,
    people: &[Person],
) -> Result<Assessed, Error> {
    let colleagues: Vec<Actor> = people.iter().map(|person| person.actor(&setting.asker, None)).collect();
    let held_already = already::held(db, request).await?;
    let asked_already = already::asked(db, request).await?;
    let asked: Vec<u32> = asked_already.iter().map(|(position, _)| *position).collect();
    let (unchecked, untagged) = unverified(request);
    let retagged = retagged(db, cx, request).await?;
    let surroundings = Surroundings {
        today: cx.now.date_in(&setting.asker.calendar.zone),
        zone: &setting.asker.calendar.zone,
        asker_country: setting.asker.country,
        languages: &setting.recipient.languages,
        basis: &setting.basis,
        documents: 0,
        unchecked: &unchecked,
        untagged: &untagged,
        retagged: &retagged,
        held_already: &held_already,
        asked_already: &asked,
        colleagues: &colleagues,
        terms: setting.terms(),
        now: cx.now,
    };
    let author = author(db, cx, request).await?;
    let able = people.iter().zip(&colleagues);
    let able = able.filter(|(_, colleague)| request.could_be_approved_by(colleague));
    let without_tag = request.targets.iter().filter_map(|target| {
        let said = target.no_tag.filter(|_| untagged.contains(&target.position))?;
        let name = people.iter().find(|person| person.id == said.by);
        Some((
            target.position,
            name.map(|person| person.name.clone()).unwrap_or_default(),
            said.at,
        ))
    });
    let without_tag = without_tag.collect();
    Ok(Assessed {
        without_tag,
        assurance: author.assurance,
        helpers: helpers(people, request.author),
        report: assess(request, &author, &surroundings),
        approvers: able.map(|(person, _)| person.name.clone()).collect(),
        late: request.late(setting.terms(), cx.now),
        untagged,
        asked_already,
    })
}

/// The author as an actor: the gate asks for the author's assurance, whoever looks.
async fn author(db: &impl Connection, cx: &Context<'_>, request: &Request) -> Result<Actor, Error> {
    if cx.actor.is(request.author) {
        return Ok(cx.actor.clone());
    }
    let author = people::get(db, request.author).await?.ok_or(Error::NotFound)?;
    Ok(crate::domain::people::acts(
        &author,
        cx.actor.kind,
        cx.actor.country,
        None,
    ))
}

/// Positions of targets whose indicator was given another tag, or another word that it has none, since they were chosen.
async fn retagged(db: &impl Connection, cx: &Context<'_>, request: &Request) -> Result<Vec<u32>, Error> {
    let tagged = |target: &&Target| Chain::known(&target.chain).is_some_and(|chain| chain.needs_tag().is_some());
    let tagged: Vec<&Target> = request.targets.iter().filter(tagged).collect();
    let ids: Vec<IndicatorId> = tagged.iter().filter_map(|target| target.indicator).collect();
    if ids.is_empty() || !is_asker(cx, request) {
        return Ok(Vec::new());
    }
    let known = cases::indicators_by_id(db, cx.actor, request.case, &ids).await?;
    let differs = |target: &&&Target| {
        let indicator = known.iter().find(|one| Some(one.id) == target.indicator);
        indicator.is_some_and(|one| one.observed.key.tag != target.tag || one.no_tag != target.no_tag)
    };
    Ok(tagged.iter().filter(differs).map(|target| target.position).collect())
}

/// Positions of addresses that nothing verified, and of those on a chain with tags that have none.
fn unverified(request: &Request) -> (Vec<u32>, Vec<u32>) {
    let mut unchecked = Vec::new();
    let mut untagged = Vec::new();
    for target in request.targets.iter().filter(|target| target.what == "address") {
        let chain: Chain = target
            .chain
            .parse()
            .unwrap_or_else(|_| Chain::Other(target.chain.clone()));
        if !matches!(check(&chain, Network::Mainnet, &target.value), Verdict::Valid(_)) {
            unchecked.push(target.position);
        }
        if chain.needs_tag().is_some() && target.tag.is_empty() {
            untagged.push(target.position);
        }
    }
    (unchecked, untagged)
}
