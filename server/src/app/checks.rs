//! Checks of verify codes in this process: a flood stops here, before it costs the database anything. What holds over
//! all instances is counted there.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::domain::verify_checks::AT_ONCE;

/// So many clients are remembered before those with nothing used up are forgotten.
const MOST: usize = 50_000;

/// The checks each client has left, in this process.
#[derive(Clone)]
pub struct Checks(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Checks {
    /// Nobody has checked anything.
    pub fn new() -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_hour(AT_ONCE))))
    }

    /// Nobody has done anything that may be done `most` times a minute.
    pub fn each_minute(most: NonZeroU32) -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_minute(most))))
    }

    /// Counts one check of `client`.
    ///
    /// # Errors
    /// There were too many; how long until the next.
    pub fn admit(&self, client: IpAddr) -> Result<(), Duration> {
        if self.0.len() > MOST {
            self.0.retain_recent();
        }
        self.0
            .check_key(&network(client))
            .map_err(|refused| refused.wait_time_from(DefaultClock::default().now()))
    }
}

impl Default for Checks {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checks")
    }
}

/// Who counts as one: an IPv4 address, or the IPv6 network a household has.
pub fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_checks_so_often_and_no_oftener() {
        let checks = Checks::new();
        let (one, other): (IpAddr, IpAddr) = ("198.51.100.7".parse().unwrap(), "198.51.100.8".parse().unwrap());

        for _ in 0..AT_ONCE.get() {
            assert_eq!(checks.admit(one), Ok(()));
        }

        let wait = checks.admit(one).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(60));
        assert_eq!(checks.admit(other), Ok(()));
    }

    #[test]
    fn a_household_is_one_client() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
