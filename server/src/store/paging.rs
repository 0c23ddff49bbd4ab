//! Lists in pages by key, both ways: a page begins beside a row and not at a count, so that nothing is shown twice or
//! passed over where rows come and go meanwhile.

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place<C> {
    /// At the top.
    #[default]
    First,
    /// Below this row.
    After(C),
    /// Above this row: the page that ends there.
    Before(C),
}

impl<C> Place<C> {
    /// Whether the page is read from its end to its beginning.
    pub const fn is_backwards(&self) -> bool {
        match self {
            Self::First | Self::After(_) => false,
            Self::Before(_) => true,
        }
    }

    /// Whether it is the top that was asked for.
    pub const fn is_first(&self) -> bool {
        match self {
            Self::First => true,
            Self::After(_) | Self::Before(_) => false,
        }
    }

    /// The same place, named another way.
    pub fn map<D>(self, name: impl FnOnce(C) -> D) -> Place<D> {
        match self {
            Self::First => Place::First,
            Self::After(row) => Place::After(name(row)),
            Self::Before(row) => Place::Before(name(row)),
        }
    }
}

/// A page of rows, and the places of the pages beside it.
#[derive(Clone, Debug)]
pub struct Paged<R, C> {
    /// In the order of the list.
    pub rows: Vec<R>,
    /// Above which row the page before ends; nothing at the top.
    pub newer: Option<C>,
    /// Below which row the next begins; nothing at the end.
    pub older: Option<C>,
}

impl<R, C> Paged<R, C> {
    /// The page of at most `limit` of what was read at `place`: one row more than the page holds, in the order of
    /// reading. `mark` names the place of a row.
    pub fn of(mut read: Vec<R>, limit: u64, place: &Place<C>, mark: impl Fn(&R) -> C) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let goes_on = read.len() > limit;
        read.truncate(limit);
        let (is_newer, is_older) = match place {
            Place::First => (false, goes_on),
            Place::After(_) => (true, goes_on),
            Place::Before(_) => (goes_on, true),
        };
        if place.is_backwards() {
            read.reverse();
        }
        Self {
            newer: read.first().filter(|_| is_newer).map(&mark),
            older: read.last().filter(|_| is_older).map(&mark),
            rows: read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows 1 to `last` in the order of the list, read as a statement would.
    fn page(last: u32, place: Place<u32>) -> Paged<u32, u32> {
        let read: Vec<u32> = match place {
            Place::First => (1..=last).take(4).collect(),
            Place::After(row) => (row + 1..=last).take(4).collect(),
            Place::Before(row) => (1..row).rev().take(4).collect(),
        };
        Paged::of(read, 3, &place, |row| *row)
    }

    #[test]
    fn whatever_is_turned_forward_is_turned_back() {
        for last in 0..12 {
            let mut forward = vec![page(last, Place::First)];
            while let Some(older) = forward.last().unwrap().older {
                forward.push(page(last, Place::After(older)));
            }
            let all: Vec<u32> = forward.iter().flat_map(|page| page.rows.clone()).collect();
            assert_eq!(all, (1..=last).collect::<Vec<_>>());

            let mut back = forward.pop().unwrap();
            while let Some(before) = forward.pop() {
                back = page(last, Place::Before(back.newer.unwrap()));
                assert_eq!(back.rows, before.rows);
                assert!(back.older.is_some());
            }
            assert_eq!(back.newer, None, "{last} rows");
        }
    }
}
