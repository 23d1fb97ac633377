//! The frameworks whose identifiers attack records and rules carry: what each is, and the
//! names that it gives its entries.

/// A framework of risks, techniques or weaknesses.
pub(crate) struct Framework {
    /// Its key in attack records.
    pub(crate) key: &'static str,
    /// Its page's name.
    pub(crate) slug: &'static str,
    /// As it writes its own name.
    pub(crate) name: &'static str,
    /// What it lists and who keeps it, in a sentence.
    pub(crate) about: &'static str,
    /// Where it is published.
    pub(crate) url: &'static str,
    /// Whether it is short enough for all its entries to be shown, also those that nothing
    /// here carries.
    pub(crate) whole: bool,
    /// Its entries' identifiers and names, in its own order.
    entries: &'static [(&'static str, &'static str)],
}

impl Framework {
    /// The name of an entry, if it is known here.
    pub(crate) fn title(&self, id: &str) -> Option<&'static str> {
        self.entries.iter().find(|(own, _)| *own == id).map(|(_, name)| *name)
    }

    /// The identifiers of the entries that are shown: all of a short framework, else those
    /// that are carried; what is carried and not known stands at the end.
    pub(crate) fn shown<'a>(&self, carried: impl Fn(&str) -> bool, all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let mut ids: Vec<&str> =
            self.entries.iter().map(|(id, _)| *id).filter(|id| self.whole || carried(id)).collect();
        let mut unknown: Vec<&str> = all.filter(|id| self.title(id).is_none()).collect();
        unknown.sort_unstable();
        unknown.dedup();
        ids.extend(unknown);
        ids
    }

    /// Where an entry is described by those who keep the framework, where its address
    /// follows from its identifier.
    pub(crate) fn entry_url(&self, id: &str) -> Option<String> {
        match self.key {
            "cwe" => id.strip_prefix("CWE-").map(|n| format!("https://cwe.mitre.org/data/definitions/{n}.html")),
            "atlas" if id.starts_with("AML.CS") => Some(format!("https://atlas.mitre.org/studies/{id}")),
            "atlas" => Some(format!("https://atlas.mitre.org/techniques/{id}")),
            _ => None,
        }
    }
}

/// The page where those who keep them describe a vulnerability.
pub(crate) fn cve_url(id: &str) -> String {
    format!("https://www.cve.org/CVERecord?id={id}")
}

/// An identifier as an anchor: `mcp01-2025`, `aml.t0051.001`.
pub(crate) fn anchor(id: &str) -> String {
    id.to_ascii_lowercase().replace(':', "-")
}

/// The framework that an identifier of a rule's references belongs to.
pub(crate) fn framework_of(id: &str) -> Option<&'static Framework> {
    FRAMEWORKS.iter().find(|framework| framework.title(id).is_some())
}

/// The framework of a key.
pub(crate) fn framework(key: &str) -> Option<&'static Framework> {
    FRAMEWORKS.iter().find(|framework| framework.key == key)
}

/// All frameworks that have a page.
pub(crate) const FRAMEWORKS: &[Framework] = &[
    Framework {
        key: "owasp_mcp",
        slug: "owasp-mcp",
        name: "OWASP MCP Top 10",
        about: "Ten risks of systems that use the Model Context Protocol, kept by OWASP.",
        url: "https://owasp.org/www-project-mcp-top-10/",
        whole: true,
        entries: &[
            ("MCP01:2025", "Token Mismanagement & Secret Exposure"),
            ("MCP02:2025", "Privilege Escalation via Scope Creep"),
            ("MCP03:2025", "Tool Poisoning"),
            ("MCP04:2025", "Software Supply Chain Attacks & Dependency Tampering"),
            ("MCP05:2025", "Command Injection & Execution"),
            ("MCP06:2025", "Intent Flow Subversion"),
            ("MCP07:2025", "Insufficient Authentication & Authorization"),
            ("MCP08:2025", "Lack of Audit and Telemetry"),
            ("MCP09:2025", "Shadow MCP Servers"),
            ("MCP10:2025", "Context Injection & Over-Sharing"),
        ],
    },
    Framework {
        key: "owasp_agentic",
        slug: "owasp-agentic",
        name: "OWASP Agentic Top 10",
        about: "Ten risks of applications in which a model acts by itself, edition 2026, kept by OWASP.",
        url: "https://genai.owasp.org/",
        whole: true,
        entries: &[
            ("ASI01", "Agent Goal Hijack"),
            ("ASI02", "Tool Misuse and Exploitation"),
            ("ASI03", "Identity and Privilege Abuse"),
            ("ASI04", "Agentic Supply Chain Vulnerabilities"),
            ("ASI05", "Unexpected Code Execution (RCE)"),
            ("ASI06", "Memory & Context Poisoning"),
            ("ASI07", "Insecure Inter-Agent Communication"),
            ("ASI08", "Cascading Failures"),
            ("ASI09", "Human-Agent Trust Exploitation"),
            ("ASI10", "Rogue Agents"),
        ],
    },
    Framework {
        key: "atlas",
        slug: "atlas",
        name: "MITRE ATLAS",
        about: "Techniques against systems that learn or act by a model, and studies of cases, kept by MITRE.",
        url: "https://atlas.mitre.org/",
        whole: false,
        entries: &[
            ("AML.T0010.005", "AI Supply Chain Compromise: AI Agent Tool"),
            ("AML.T0034.002", "Agentic Resource Consumption"),
            ("AML.T0048.000", "Financial Harm"),
            ("AML.T0050", "Command and Scripting Interpreter"),
            ("AML.T0051.001", "LLM Prompt Injection: Indirect"),
            ("AML.T0053", "AI Agent Tool Invocation"),
            ("AML.T0057", "LLM Data Leakage"),
            ("AML.T0080", "AI Agent Context Poisoning"),
            ("AML.T0081", "Modify AI Agent Configuration"),
            ("AML.T0083", "Credentials from AI Agent Configuration"),
            ("AML.T0084.001", "Tool Definitions"),
            ("AML.T0085.001", "AI Agent Tools"),
            ("AML.T0086", "Exfiltration via AI Agent Tool Invocation"),
            ("AML.T0098", "AI Agent Tool Credential Harvesting"),
            ("AML.T0099", "AI Agent Tool Data Poisoning"),
            ("AML.T0101", "Data Destruction via AI Agent Tool Invocation"),
            ("AML.T0104", "Publish Poisoned AI Agent Tool"),
            ("AML.T0105", "Escape to Host"),
            ("AML.T0109", "AI Supply Chain Rug Pull"),
            ("AML.T0110", "AI Agent Tool Poisoning"),
            ("AML.CS0026", "Financial Transaction Hijacking with M365 Copilot as an Insider"),
            ("AML.CS0037", "Data Exfiltration via Agent Tools in Copilot Studio"),
            ("AML.CS0045", "Data Exfiltration via an MCP Server used by Cursor"),
            ("AML.CS0047", "Code to Deploy Destructive AI Agent Discovered in Amazon Q VS Code Extension"),
            ("AML.CS0054", "Data Exfiltration via Remote Poisoned MCP Tool"),
        ],
    },
    Framework {
        key: "safe_mcp",
        slug: "safe-mcp",
        name: "SAFE-MCP",
        about: "Techniques against the Model Context Protocol in the manner of ATT&CK, kept under OpenSSF.",
        url: "https://github.com/SAFE-MCP/safe-mcp",
        whole: false,
        entries: &[
            ("SAFE-T1001", "Tool Poisoning Attack (TPA)"),
            ("SAFE-T1101", "Command Injection"),
            ("SAFE-T1102", "Prompt Injection (Multiple Vectors)"),
            ("SAFE-T1104", "Over-Privileged Tool Abuse"),
            ("SAFE-T1105", "Path Traversal via File Tool"),
            ("SAFE-T1106", "Autonomous Loop Exploit"),
            ("SAFE-T1201", "MCP Rug Pull Attack"),
            ("SAFE-T1301", "Cross-Server Tool Shadowing"),
            ("SAFE-T1302", "High-Privilege Tool Abuse"),
            ("SAFE-T1401", "Line Jumping"),
            ("SAFE-T1402", "Instruction Steganography"),
            ("SAFE-T1501", "Full-Schema Poisoning (FSP)"),
            ("SAFE-T1502", "File-Based Credential Harvest"),
            ("SAFE-T1503", "Env-Var Scraping"),
            ("SAFE-T1801", "Automated Data Harvesting"),
            ("SAFE-T1803", "Database Dump"),
            ("SAFE-T1911", "Parameter Exfiltration"),
            ("SAFE-T1913", "HTTP POST Exfil"),
            ("SAFE-T1914", "Tool-to-Tool Exfil"),
            ("SAFE-T2101", "Data Destruction"),
            ("SAFE-T2102", "Service Disruption"),
            ("SAFE-T2104", "Fraudulent Transactions"),
        ],
    },
    Framework {
        key: "cwe",
        slug: "cwe",
        name: "CWE",
        about: "Weaknesses of software that can be exploited, kept by MITRE.",
        url: "https://cwe.mitre.org/",
        whole: false,
        entries: &[
            ("CWE-22", "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')"),
            ("CWE-59", "Improper Link Resolution Before File Access ('Link Following')"),
            ("CWE-78", "Improper Neutralization of Special Elements used in an OS Command ('OS Command Injection')"),
            ("CWE-79", "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')"),
            ("CWE-89", "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')"),
            ("CWE-150", "Improper Neutralization of Escape, Meta, or Control Sequences"),
            ("CWE-200", "Exposure of Sensitive Information to an Unauthorized Actor"),
            ("CWE-250", "Execution with Unnecessary Privileges"),
            ("CWE-306", "Missing Authentication for Critical Function"),
            ("CWE-359", "Exposure of Private Personal Information to an Unauthorized Actor"),
            ("CWE-362", "Concurrent Execution using Shared Resource with Improper Synchronization ('Race Condition')"),
            ("CWE-441", "Unintended Proxy or Intermediary ('Confused Deputy')"),
            ("CWE-494", "Download of Code Without Integrity Check"),
            ("CWE-522", "Insufficiently Protected Credentials"),
            ("CWE-770", "Allocation of Resources Without Limits or Throttling"),
            ("CWE-829", "Inclusion of Functionality from Untrusted Control Sphere"),
            ("CWE-862", "Missing Authorization"),
            ("CWE-863", "Incorrect Authorization"),
            ("CWE-918", "Server-Side Request Forgery (SSRF)"),
            ("CWE-1188", "Initialization of a Resource with an Insecure Default"),
            ("CWE-1427", "Improper Neutralization of Input Used for LLM Prompting"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_identifier_stands_twice() {
        let mut seen = BTreeSet::new();
        for framework in FRAMEWORKS {
            for (id, name) in framework.entries {
                assert!(seen.insert(id) && !name.is_empty(), "{id}");
            }
        }
    }

    #[test]
    fn all_entries_of_a_short_framework_are_shown_and_unknown_ones_last() {
        let mcp = framework("owasp_mcp").expect("it is known");
        let carried = ["MCP99:2025", "MCP02:2025"];
        let shown = mcp.shown(|id| carried.contains(&id), carried.into_iter());
        assert_eq!((shown.len(), shown.last()), (11, Some(&"MCP99:2025")));
        let cwe = framework("cwe").expect("it is known");
        assert_eq!(cwe.shown(|id| id == "CWE-862", ["CWE-862"].into_iter()), ["CWE-862"]);
        assert_eq!(cwe.entry_url("CWE-862").as_deref(), Some("https://cwe.mitre.org/data/definitions/862.html"));
        assert_eq!(anchor("MCP02:2025"), "mcp02-2025");
    }
}
