//! Numbers that look random and are the same for the same seed.

/// The people and the clock of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Author,
    Second,
    Third,
    Intake,
    Responder,
    Counsel,
    Stranger,
    Clockwork,
}

impl Who {
    pub const ALL: [Self; 8] = [
        Self::Author,
        Self::Second,
        Self::Third,
        Self::Intake,
        Self::Responder,
        Self::Counsel,
        Self::Stranger,
        Self::Clockwork,
    ];
}

/// SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    pub fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        let at = self.below(choices.len() as u64) as usize;
        choices[at]
    }

    pub fn actor(&mut self) -> Who {
        self.of(&Who::ALL)
    }
}
