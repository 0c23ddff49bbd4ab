//! Which addresses of the network are asked at all: none inside a house, whoever names them (S40).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Whether `address` is asked: one that everybody can reach; with `loopback`, this machine too.
pub(super) fn is_open(address: IpAddr, loopback: bool) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => (loopback && address.is_loopback()) || is_public_v4(address),
        IpAddr::V6(address) => (loopback && address.is_loopback()) || is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        // This network, shared by providers (RFC 6598), protocols (RFC 6890), measurements (RFC 2544), reserved.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only what is given out to everybody (2000::/3), without documentation and without the ways that hide another address:
    // Teredo and 6to4. Translation (64:ff9b::/96) lies outside.
    let is_given_out = a & 0xe000 == 0x2000;
    is_given_out && !(a == 0x2001 && (b == 0xdb8 || b < 0x200)) && a != 0x2002
}

/// Looks names up, and answers only addresses that may be asked: what is asked is what was looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guarded {
    pub(super) loopback: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("the name leads to no address that is asked")]
struct Closed;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback = self.loopback;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One that is closed closes the name: whoever names both tries us.
            if found.is_empty() || found.iter().any(|address| !is_open(address.ip(), loopback)) {
                return Err(Closed.into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

/// As the client takes it.
pub(super) fn guarded(loopback: bool) -> Arc<Guarded> {
    Arc::new(Guarded { loopback })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inside_a_house_is_asked() {
        let open = |text: &str, loopback| is_open(text.parse().unwrap(), loopback);
        for inside in [
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "fe80::1",
            "fc00::1",
            "fd00::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
        ] {
            assert!(!open(inside, false), "{inside}");
        }
        for outside in [
            "93.184.216.34",
            "172.32.0.1",
            "192.0.3.1",
            "2a00:1450::1",
            "2001:4860:4860::8888",
        ] {
            assert!(open(outside, false), "{outside}");
        }
        assert!(open("127.0.0.1", true) && open("::1", true));
        assert!(!open("10.0.0.1", true) && !open("169.254.169.254", true));
    }
}
