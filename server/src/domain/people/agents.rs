//! What a browser is called when people are told of it: the family and the system, and nothing that tells one from another.

use std::fmt;
use std::str::FromStr;

use crate::domain::actor::words;
use crate::domain::values::Malformed;

words! {
    /// The family of a browser.
    Browser("browser") {
        /// Firefox.
        Firefox = "firefox",
        /// Microsoft Edge.
        Edge = "edge",
        /// Opera.
        Opera = "opera",
        /// Samsung Internet.
        Samsung = "samsung",
        /// Chrome, and what calls itself so.
        Chrome = "chrome",
        /// Safari.
        Safari = "safari",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// The system a browser runs on.
    System("system") {
        /// Android.
        Android = "android",
        /// iOS and iPadOS.
        Ios = "ios",
        /// Windows.
        Windows = "windows",
        /// macOS.
        Macos = "macos",
        /// Linux.
        Linux = "linux",
        /// Any other.
        Other = "other",
    }
}

/// A browser, as one tells it to its owner. It says of itself what it likes: nothing is permitted by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The family.
    pub browser: Browser,
    /// On what.
    pub system: System,
}

impl Agent {
    /// What the name that a browser sends says. The more particular names stand first: nearly all call themselves Mozilla,
    /// and many Chrome or Safari as well.
    pub fn of(name: &str) -> Self {
        let browsers = [
            ("Firefox/", Browser::Firefox),
            ("FxiOS/", Browser::Firefox),
            ("Edg", Browser::Edge),
            ("OPR/", Browser::Opera),
            ("SamsungBrowser/", Browser::Samsung),
            ("Chrome/", Browser::Chrome),
            ("CriOS/", Browser::Chrome),
            ("Safari/", Browser::Safari),
        ];
        let systems = [
            ("Android", System::Android),
            ("iPhone", System::Ios),
            ("iPad", System::Ios),
            ("Windows", System::Windows),
            ("Macintosh", System::Macos),
            ("Linux", System::Linux),
            ("X11", System::Linux),
        ];
        let browser = browsers.iter().find(|(part, _)| name.contains(part));
        let system = systems.iter().find(|(part, _)| name.contains(part));
        Self {
            browser: browser.map_or(Browser::Other, |(_, browser)| *browser),
            system: system.map_or(System::Other, |(_, system)| *system),
        }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.browser, self.system)
    }
}

impl From<Agent> for String {
    fn from(agent: Agent) -> Self {
        agent.to_string()
    }
}

impl FromStr for Agent {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (browser, system) = text.split_once('/').ok_or(Malformed("browser"))?;
        Ok(Self {
            browser: browser.parse()?,
            system: system.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_kept_by_its_word_and_read_again() {
        let kept: Agent = "firefox/linux".parse().unwrap();
        assert_eq!(String::from(kept), "firefox/linux");
        assert!("firefox".parse::<Agent>().is_err());
    }

    #[test]
    fn a_browser_is_called_by_its_own_name_and_not_by_those_it_borrows() {
        for (name, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "firefox/windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 \
                 Edg/140.0.0.0",
                "edge/windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "chrome/linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 \
                 Mobile/15E148 Safari/604.1",
                "safari/ios",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "chrome/android",
            ),
            ("curl/8", "other/other"),
            ("", "other/other"),
        ] {
            let agent = Agent::of(name);
            assert_eq!(agent.to_string(), told, "{name}");
            assert_eq!(told.parse(), Ok(agent));
        }
        assert!("firefox".parse::<Agent>().is_err() && "nothing/linux".parse::<Agent>().is_err());
    }
}
