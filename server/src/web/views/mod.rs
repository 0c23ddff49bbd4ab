//! What the template parts in `templates/parts/` lay out: plain data, already in the reader's words.
//! Pages build these in Rust, so that templates decide how something looks and never whether it is so.

mod forms;
mod frame;
mod holds;
mod lists;
mod marks;
#[cfg(test)]
mod sample;

pub use forms::{Choice, ChoiceGroup, ErrorLine, ErrorSummary, FieldView};
pub use frame::{Crumb, ErrorView, Flash, LanguageChoice, NavEntry, NavGroup, SearchBox, Tab};
pub use holds::{ClockView, Gap, HoldBar, HoldView, Mark, PlaceTime, Uncovered};
pub use lists::{Fact, PagesView, RibbonView, SideView, TimelineEntry, WaitingView, runs_with_the_page};
pub use marks::{AddressTag, AddressView, Icon, Tag, Tone, UrgencyLevel, UrgencyView};
