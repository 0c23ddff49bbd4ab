//! How long something takes or is late: two units at most, the larger first.

use jiff::SignedDuration;

use crate::text::Words;
use crate::text::catalogue::fill;

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Hour,
    Minute,
    Second,
}

impl Unit {
    const fn short(self) -> &'static str {
        match self {
            Self::Day => "clocks.unit.day.short",
            Self::Hour => "clocks.unit.hour.short",
            Self::Minute => "clocks.unit.minute.short",
            Self::Second => "clocks.unit.second.short",
        }
    }

    const fn spelled(self) -> &'static str {
        match self {
            Self::Day => "clocks.unit.day.spelled",
            Self::Hour => "clocks.unit.hour.spelled",
            Self::Minute => "clocks.unit.minute.spelled",
            Self::Second => "clocks.unit.second.spelled",
        }
    }
}

impl Words {
    /// A duration: `1 d 22 h`, `3 h 51 min`, `12 min`, `45 s`. Two units at most, seconds only below a minute, what
    /// is left over dropped. Days are of 24 hours. Never negative: the page says "late" or "left".
    pub fn duration(&self, duration: SignedDuration) -> String {
        self.say(duration, "clocks.unit.pair.short", |unit, count| {
            fill(&self.t(unit.short()), |name, filled| {
                self.write_count(name, count, filled)
            })
        })
    }

    /// As [`Words::duration`], in whole words for screen readers: `1 day 22 hours`.
    pub fn duration_spelled(&self, duration: SignedDuration) -> String {
        self.say(duration, "clocks.unit.pair.spelled", |unit, count| {
            self.n(unit.spelled(), count)
        })
    }

    fn say(&self, duration: SignedDuration, pair: &str, part: impl Fn(Unit, u64) -> String) -> String {
        let ((unit, count), second) = largest_two(duration);
        let first = part(unit, count);
        let Some((unit, count)) = second else {
            return first;
        };
        let second = part(unit, count);
        fill(&self.t(pair), |name, filled| {
            match name {
                "first" => filled.push_str(&first),
                "second" => filled.push_str(&second),
                _ => return false,
            }
            true
        })
    }

    fn write_count(&self, name: &str, count: u64, filled: &mut String) -> bool {
        let known = name == "count";
        if known {
            filled.push_str(&self.number(count));
        }
        known
    }
}

/// The largest unit, and the next smaller one where it is not nought.
fn largest_two(duration: SignedDuration) -> ((Unit, u64), Option<(Unit, u64)>) {
    let seconds = duration.as_secs().unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    if days > 0 {
        ((Unit::Day, days), (hours > 0).then_some((Unit::Hour, hours)))
    } else if hours > 0 {
        ((Unit::Hour, hours), (minutes > 0).then_some((Unit::Minute, minutes)))
    } else if minutes > 0 {
        ((Unit::Minute, minutes), None)
    } else {
        ((Unit::Second, seconds), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn short(seconds: i64) -> Vec<String> {
        let say = |words: &Words| words.duration(SignedDuration::from_secs(seconds));
        Language::ALL.iter().map(|language| say(language.words())).collect()
    }

    fn spelled(seconds: i64) -> Vec<String> {
        let say = |words: &Words| {
            words
                .duration_spelled(SignedDuration::from_secs(seconds))
                .replace('\u{a0}', " ")
        };
        Language::ALL.iter().map(|language| say(language.words())).collect()
    }

    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;

    #[test]
    fn durations_have_two_units_at_most() {
        assert_eq!(
            short(DAY + 22 * HOUR + 59 * MINUTE),
            [
                "1\u{a0}d 22\u{a0}h",
                "1\u{a0}天 22\u{a0}小时",
                "1\u{a0}j 22\u{a0}h",
                "1\u{a0}ي 22\u{a0}س"
            ]
        );
        assert_eq!(
            short(3 * HOUR + 51 * MINUTE + 59),
            [
                "3\u{a0}h 51\u{a0}min",
                "3\u{a0}小时 51\u{a0}分钟",
                "3\u{a0}h 51\u{a0}min",
                "3\u{a0}س 51\u{a0}د"
            ]
        );
        assert_eq!(
            short(12 * MINUTE + 5),
            ["12\u{a0}min", "12\u{a0}分钟", "12\u{a0}min", "12\u{a0}د"]
        );
        assert_eq!(short(45), ["45\u{a0}s", "45\u{a0}秒", "45\u{a0}s", "45\u{a0}ث"]);
    }

    #[test]
    fn nought_in_between_is_left_out_and_nothing_is_nought_seconds() {
        assert_eq!(
            short(DAY + 5 * MINUTE),
            ["1\u{a0}d", "1\u{a0}天", "1\u{a0}j", "1\u{a0}ي"]
        );
        assert_eq!(short(0), ["0\u{a0}s", "0\u{a0}秒", "0\u{a0}s", "0\u{a0}ث"]);
    }

    #[test]
    fn a_duration_is_never_negative() {
        assert_eq!(short(-3 * HOUR), short(3 * HOUR));
        assert!(!Language::English.words().duration(SignedDuration::MIN).contains('-'));
    }

    #[test]
    fn spelled_durations_have_plurals() {
        assert_eq!(
            spelled(DAY + 22 * HOUR),
            [
                "1 day 22 hours",
                "1 天 22 小时",
                "1 jour 22 heures",
                "يوم واحد و22 ساعة"
            ]
        );
        assert_eq!(
            spelled(2 * HOUR + MINUTE),
            [
                "2 hours 1 minute",
                "2 小时 1 分钟",
                "2 heures 1 minute",
                "ساعتان ودقيقة واحدة"
            ]
        );
        assert_eq!(spelled(3), ["3 seconds", "3 秒", "3 secondes", "3 ثوانٍ"]);
    }
}
