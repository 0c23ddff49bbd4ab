//! Writing a request: from the indicators of a case, or from what an earlier request left standing.

mod again;
mod following;
mod onward;

use super::assessing::{self, Assessed};
use super::{Context, Error, Setting, act, issuing, rows, save};
use crate::domain::cases::{Case, Indicator};
use crate::domain::change::{Change, Fault, Refusal};
use crate::domain::ids::{CaseId, HoldId, IndicatorId, OrganisationId, PersonId, RequestId, TargetId};
use crate::domain::legal_bases::LegalBasis;
use crate::domain::money::{Asset, Units};
use crate::domain::organisations::Organisation;
use crate::domain::people::Person;
use crate::domain::requests::acts::Act;
use crate::domain::requests::drafting::{InCase, Origin, may_deputise};
use crate::domain::requests::hops;
use crate::domain::requests::kinds::{Route, Scope, Status};
use crate::domain::requests::{Content, MOST_TARGETS, Request, Target};
use crate::store::cases::Sought;
use crate::store::{Connection, cases, legal_bases, organisations, people};

pub use again::ask_again;
pub use following::{Following, follow, preview_following};
pub use onward::follow_funds;

/// So many indicators stand on the form at once beside those that are chosen; a case with more is searched.
pub const OFFERED: u64 = 100;

/// Rows of a form that are kept at most, whatever was sent.
const MOST_KEPT: usize = 10 * MOST_TARGETS;

/// Which indicators of the case the form offers.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// Those that stand on it already and stay, in their order.
    pub kept: Vec<IndicatorId>,
    /// What is looked for beside them.
    pub sought: Sought,
}

/// What the form is made from.
#[derive(Debug)]
pub struct Material {
    /// The case.
    pub case: Case,
    /// Its indicators that stand on the form: those kept, then those found, the newest first, at most [`OFFERED`].
    pub indicators: Vec<Indicator>,
    /// How many of them were found.
    pub found: usize,
    /// The number before which further ones would be found.
    pub further: Option<u32>,
    /// The exchanges one can ask.
    pub exchanges: Vec<Organisation>,
    /// The bases one can rely on.
    pub bases: Vec<LegalBasis>,
    /// Everybody who works at the agency now, by name.
    pub colleagues: Vec<Person>,
}

impl Material {
    /// Colleagues who may answer for the author.
    pub fn deputies(&self) -> impl Iterator<Item = &Person> {
        self.colleagues.iter().filter(|person| may_deputise(person.roles))
    }
}

/// The material for a new draft. It shows what stands in the case: that is reading it, and a leaf.
pub async fn open_material(cx: &Context<'_>, case: CaseId, offer: &Offer) -> Result<Material, Error> {
    let material = material(cx, case, offer).await?;
    crate::service::cases::record_reading(cx, &material.case).await?;
    Ok(material)
}

/// What somebody who may draft in a case starts from.
pub async fn material(cx: &Context<'_>, case: CaseId, offer: &Offer) -> Result<Material, Error> {
    let db = cx.db.read();
    let case = cases::find(db, cx.actor, case).await?.ok_or(Error::NotFound)?;
    Request::may_draft(cx.actor, in_case(&case))?;
    let kept: Vec<IndicatorId> = offer.kept.iter().copied().take(MOST_KEPT).collect();
    let mut indicators = if kept.is_empty() {
        Vec::new()
    } else {
        cases::indicators_by_id(db, cx.actor, case.id, &kept).await?
    };
    let place = |id: &IndicatorId| kept.iter().position(|one| one == id);
    indicators.sort_by_key(|indicator| place(&indicator.id));
    let most = usize::try_from(OFFERED).unwrap_or(usize::MAX);
    let (found, further) = cases::find_indicators(db, cx.actor, case.id, &offer.sought, most).await?;
    let count = found.len();
    indicators.extend(found.into_iter().filter(|one| place(&one.id).is_none()));
    let exchanges = exchanges(cx).await?;
    let bases = legal_bases::current(db).await?;
    let colleagues = people::colleagues(db, cx.actor).await?;
    Ok(Material {
        case,
        indicators,
        found: count,
        further,
        exchanges,
        bases,
        colleagues,
    })
}

/// The exchanges one can ask.
pub async fn exchanges(cx: &Context<'_>) -> Result<Vec<Organisation>, Error> {
    use crate::domain::actor::OrganisationKind;
    let all = organisations::directory(cx.db.read(), cx.actor).await?;
    Ok(all
        .into_iter()
        .filter(|organisation| organisation.kind == OrganisationKind::Exchange)
        .collect())
}

/// The case as the rules of a request see it.
pub fn in_case(case: &Case) -> InCase {
    InCase {
        id: case.id,
        owner: case.owner,
        open: case.is_open(),
    }
}

/// An indicator that becomes a target, and what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Which.
    pub indicator: IndicatorId,
    /// The asset expected there.
    pub asset: Option<Asset>,
    /// At most this much.
    pub amount: Option<Units>,
    /// The transaction that brought it there.
    pub txid: String,
}

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The content; offence, victims and losses are taken from the case.
    pub content: Content,
    /// The targets, in order.
    pub chosen: Vec<Chosen>,
    /// Of a release, how much of each hold, or all of it; of one not named as before.
    pub parts: Vec<(HoldId, Option<Units>)>,
}

/// What came of the form that begins a request under `id`: where it stands now, and its number once it has one. Nothing
/// where it has begun none.
pub async fn begun(cx: &Context<'_>, id: RequestId) -> Result<Option<(Status, Option<String>)>, Error> {
    Ok(rows::standing(cx.db.read(), cx.actor, id).await?)
}

/// Whether `written` is what stands in the draft already.
pub fn is_as_begun(writing: &InWriting, written: &Written) -> bool {
    let request = &writing.saved.request;
    let is_worded = with_case(written.content.clone(), &writing.material.case) == request.content;
    if request.content.kind.follows() {
        return is_worded && request.targets_with(&written.parts) == request.targets;
    }
    let of_target = |target: &Target| {
        Some(Chosen {
            indicator: target.indicator?,
            asset: target.asset.clone(),
            amount: target.amount,
            txid: target.txid.clone(),
        })
    };
    let chosen: Vec<Chosen> = request.targets.iter().filter_map(of_target).collect();
    is_worded && written.chosen == chosen
}

/// Begins a draft in a case, under the `id` that its form made up: a second of that id never comes of it.
pub async fn begin(cx: &Context<'_>, id: RequestId, case: CaseId, written: Written) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let case = cases::find(&tx, cx.actor, case).await?.ok_or(Error::NotFound)?;
    let content = with_case(written.content, &case);
    check_recipient(&tx, cx, content.recipient).await?;
    check_deputy(&tx, cx, &content, None).await?;
    let targets = targets(&tx, cx, &case, &written.chosen, &[]).await?;
    let change = Request::draft(cx.actor, in_case(&case), id, content, targets, Origin::Blank, cx.now)?;
    let setting = Setting::of(cx.db, &tx, change.after()).await?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// A draft, saved or not, and what the gate finds of it.
#[derive(Debug)]
pub struct Preview {
    /// As it is saved, or would be.
    pub request: Request,
    /// What the gate finds.
    pub assessed: Assessed,
    /// What stands around it.
    pub setting: Setting,
    /// Why the reader may not send it today, where as much was sent as may be.
    pub spent: Option<Refusal>,
}

impl Preview {
    async fn of(
        db: &impl Connection,
        cx: &Context<'_>,
        request: Request,
        colleagues: &[Person],
    ) -> Result<Self, Error> {
        let setting = Setting::of(cx.db, db, &request).await?;
        let assessed = assessing::assessed_among(db, cx, &request, &setting, colleagues).await?;
        let sent = issuing::sent(db, cx, &request, &assessed).await?;
        let spent = sent.may_send(request.content.urgency, cx.now).err();
        Ok(Self {
            request,
            assessed,
            setting,
            spent,
        })
    }
}

/// What the gate would find of what is `written` from `material`; nothing where no draft can be made of it.
pub async fn preview(cx: &Context<'_>, material: &Material, written: Written) -> Result<Option<Preview>, Error> {
    let (db, case) = (cx.db.read(), &material.case);
    let content = with_case(written.content, case);
    let drafted = async {
        check_recipient(db, cx, content.recipient).await?;
        let targets = targets(db, cx, case, &written.chosen, &[]).await?;
        let id = RequestId::new(cx.now);
        Ok(Request::draft(
            cx.actor,
            in_case(case),
            id,
            content,
            targets,
            Origin::Blank,
            cx.now,
        )?)
    };
    previewed(db, cx, drafted.await, &material.colleagues).await
}

/// What is refused, or names a basis that there is not, is no draft that the gate could look at.
async fn previewed(
    db: &impl Connection,
    cx: &Context<'_>,
    drafted: Result<Change<Request>, Error>,
    colleagues: &[Person],
) -> Result<Option<Preview>, Error> {
    let drafted = match drafted {
        Ok(change) => Preview::of(db, cx, change.after().clone(), colleagues).await,
        Err(error) => Err(error),
    };
    match drafted {
        Ok(preview) => Ok(Some(preview)),
        Err(Error::Refused(_) | Error::NotFound) => Ok(None),
        Err(error @ (Error::Conflict | Error::Unavailable(_) | Error::Internal(_))) => Err(error),
    }
}

/// The draft is written anew. What somebody else saved in between is not lost: the version tells. What is the same as
/// before is not saved.
pub async fn revise(cx: &Context<'_>, reference: &str, version: i64, written: Written) -> Result<Request, Error> {
    let tx = cx.begin().await?;
    let request = rows::lock(&tx, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    let case = cases::find(&tx, cx.actor, request.case).await?.ok_or(Error::NotFound)?;
    let content = with_case(written.content, &case);
    check_recipient(&tx, cx, content.recipient).await?;
    check_deputy(&tx, cx, &content, request.content.deputy).await?;
    let targets = if request.content.kind.follows() {
        request.targets_with(&written.parts)
    } else {
        targets(&tx, cx, &case, &written.chosen, &request.targets).await?
    };
    let unchanged = request.clone();
    let Some(change) = request.revise(cx.actor, version, content, targets, cx.now)? else {
        return Ok(unchanged);
    };
    let setting = Setting::of(cx.db, &tx, change.after()).await?;
    save(cx, &tx, &change, &setting).await?;
    tx.commit().await?;
    Ok(change.after().clone())
}

/// A draft with what its form is made from, and what the gate finds of it now.
#[derive(Debug)]
pub struct InWriting {
    /// The draft, and what the gate finds of it as it is saved.
    pub saved: Preview,
    /// What the form is made from.
    pub material: Material,
}

/// A draft, to be read in its form: a leaf.
pub async fn open_writing(cx: &Context<'_>, reference: &str, offer: &Offer) -> Result<InWriting, Error> {
    let writing = in_writing(cx, reference, offer).await?;
    super::record_reading(cx, &writing.saved.request).await?;
    Ok(writing)
}

/// A draft, for its form. Its targets stand on it whatever is offered.
pub async fn in_writing(cx: &Context<'_>, reference: &str, offer: &Offer) -> Result<InWriting, Error> {
    let db = cx.db.read();
    let request = rows::find(db, cx.actor, reference).await?.ok_or(Error::NotFound)?;
    request.may(Act::Revise, cx.actor)?;
    let mut offer = offer.clone();
    let chosen = request.targets.iter().filter_map(|target| target.indicator);
    let chosen: Vec<IndicatorId> = chosen.filter(|id| !offer.kept.contains(id)).collect();
    offer.kept.extend(chosen);
    let material = material(cx, request.case, &offer).await?;
    let saved = Preview::of(db, cx, request, &material.colleagues).await?;
    Ok(InWriting { saved, material })
}

/// The draft is thrown away.
pub async fn discard(cx: &Context<'_>, reference: &str) -> Result<Request, Error> {
    act(cx, reference, |request, _| request.discard(cx.actor, cx.now)).await
}

/// What the case tells of the offence goes along as it stands there.
fn with_case(content: Content, case: &Case) -> Content {
    Content {
        offence: case.facts.offence.code().to_owned(),
        victims: case.facts.victims.clone(),
        losses: case.facts.losses.clone(),
        route: Route::Direct,
        scope: if content.kind.holds_money() {
            content.scope
        } else {
            Scope::AssetAmount
        },
        ..content
    }
}

/// Only an exchange that takes part can be asked.
async fn check_recipient(db: &impl Connection, cx: &Context<'_>, id: OrganisationId) -> Result<(), Error> {
    use crate::domain::actor::OrganisationKind;
    let recipient = organisations::find(db, cx.actor, id).await?;
    let fits = recipient.is_some_and(|one| one.kind == OrganisationKind::Exchange && one.may_act());
    if fits {
        Ok(())
    } else {
        Err(Refusal::field("recipient", "required").into())
    }
}

/// Only who works on requests in the same agency can answer for the author; one `named` before stays.
async fn check_deputy(
    db: &impl Connection,
    cx: &Context<'_>,
    content: &Content,
    named: Option<PersonId>,
) -> Result<(), Error> {
    let Some(id) = content.deputy.filter(|id| Some(*id) != named) else {
        return Ok(());
    };
    let colleagues = people::colleagues(db, cx.actor).await?;
    let fits = colleagues
        .iter()
        .any(|person| person.id == id && may_deputise(person.roles));
    if fits {
        Ok(())
    } else {
        Err(Refusal::field("deputy", "unknown_choice").into())
    }
}

/// Targets of the chosen indicators, all of which must be of the case. One that the draft has already keeps its id.
async fn targets(
    db: &impl Connection,
    cx: &Context<'_>,
    case: &Case,
    chosen: &[Chosen],
    before: &[Target],
) -> Result<Vec<Target>, Error> {
    let ids: Vec<IndicatorId> = chosen.iter().map(|chosen| chosen.indicator).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = cases::indicators_by_id(db, cx.actor, case.id, &ids).await?;
    let mut targets = Vec::new();
    for (chosen, position) in chosen.iter().zip(1u32..) {
        let Some(indicator) = found.iter().find(|indicator| indicator.id == chosen.indicator) else {
            return Err(Refusal::Fields(vec![Fault::new("targets", "unknown_choice")]).into());
        };
        let key = &indicator.observed.key;
        let chain = key.chain.as_ref().map_or("", |chain| chain.name());
        let txid = hops::transaction(format!("txid.{position}"), chain, &chosen.txid)
            .map_err(|fault| Refusal::Fields(vec![fault]))?;
        let known = before
            .iter()
            .find(|target| target.indicator == Some(indicator.id) && target.position == position);
        targets.push(Target {
            id: known.map_or_else(|| TargetId::new(cx.now), |target| target.id),
            position,
            indicator: Some(indicator.id),
            what: key.kind.code().to_owned(),
            chain: chain.to_owned(),
            value: key.value.clone(),
            tag: key.tag.clone(),
            no_tag: indicator.no_tag,
            checksum: indicator.observed.checksum,
            asset: chosen.asset.clone(),
            amount: chosen.amount,
            txid,
            confidence: indicator.confidence,
            source: indicator.source.clone(),
            hold: None,
            preservation: None,
            answer: None,
            anew: false,
        });
    }
    Ok(targets)
}
