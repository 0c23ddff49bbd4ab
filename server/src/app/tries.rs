//! Tries to sign in, in this process: a flood stops here, before it costs the database or a password's comparison anything.
//! What locks an account counts over all instances, in the database.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::network;

/// So many from one network at once: a whole force may stand behind one address when its day begins.
const OF_NETWORK: NonZeroU32 = NonZeroU32::new(240).unwrap();
/// So many at mailboxes of one domain at once, from wherever.
const OF_DOMAIN: NonZeroU32 = NonZeroU32::new(300).unwrap();
/// Then so many in a second.
const A_SECOND: NonZeroU32 = NonZeroU32::new(2).unwrap();

/// So many are remembered before those with nothing used up are forgotten.
const MOST: usize = 50_000;

/// The tries that are left to each, in this process.
#[derive(Clone)]
pub struct Tries {
    networks: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    domains: Arc<DefaultKeyedRateLimiter<String>>,
}

impl Tries {
    /// Nobody has tried anything.
    pub fn new() -> Self {
        let limited = |most| Quota::per_second(A_SECOND).allow_burst(most);
        Self {
            networks: Arc::new(RateLimiter::keyed(limited(OF_NETWORK))),
            domains: Arc::new(RateLimiter::keyed(limited(OF_DOMAIN))),
        }
    }

    /// Counts one try from `client`, where its address is known, at a mailbox of `domain`, where one was typed.
    ///
    /// # Errors
    /// There were too many; how long until the next.
    pub fn admit(&self, client: Option<IpAddr>, domain: Option<&str>) -> Result<(), Duration> {
        if self.networks.len() > MOST {
            self.networks.retain_recent();
        }
        if self.domains.len() > MOST {
            self.domains.retain_recent();
        }
        let now = || DefaultClock::default().now();
        if let Some(client) = client {
            let checked = self.networks.check_key(&network(client));
            checked.map_err(|refused| refused.wait_time_from(now()))?;
        }
        if let Some(domain) = domain {
            let checked = self.domains.check_key(&domain.to_owned());
            checked.map_err(|refused| refused.wait_time_from(now()))?;
        }
        Ok(())
    }
}

impl Default for Tries {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Tries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tries")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_and_a_domain_try_so_often_and_no_oftener() {
        let tries = Tries::new();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        for at in 0..OF_NETWORK.get() {
            // One household of IPv6.
            let client = address(&format!("2001:db8:1:2::{at:x}"));
            assert_eq!(tries.admit(Some(client), None), Ok(()), "{at}");
        }
        let wait = tries.admit(Some(address("2001:db8:1:2:ffff::1")), None).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1));
        assert_eq!(tries.admit(Some(address("2001:db8:1:3::1")), None), Ok(()));

        for _ in 0..OF_DOMAIN.get() {
            assert_eq!(tries.admit(None, Some("pj.example")), Ok(()));
        }
        assert!(tries.admit(None, Some("pj.example")).is_err());
        assert_eq!(tries.admit(None, Some("hkpf.example")), Ok(()));
    }
}
