using System.Security.Cryptography;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>The policy sets of a bundle: those that its events name, each once and in ordinal order, with the document whose hash is the version.</summary>
internal sealed class PolicySetCheck(CitedPolicySets cited, EvidenceFindings findings)
{
    private string _last = "";
    private int _named;

    /// <summary>Gets how many came.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets how many of these have no document.</summary>
    internal int Missing { get; private set; }

    internal void Add(BundleLine.PolicySet next, long line)
    {
        if (string.CompareOrdinal(next.Version, _last) <= 0)
            throw new MalformedBundleException("the policy sets are not in ordinal order of their versions");
        _last = next.Version;
        Count++;
        bool isNamed = cited.Contains(next.Version);
        _named += isNamed ? 1 : 0;
        if (next.Document is null)
            Missing++;
        if (!isNamed || (next.Document is { } text && Convert.ToHexStringLower(SHA256.HashData(text.Span)) != next.Version))
            findings.Add(line, EvidenceFindingKind.PolicySetMismatch);
    }

    internal void End(long line)
    {
        if (_named != cited.Versions.Count)
            findings.Add(line, EvidenceFindingKind.PolicySetMismatch);
    }
}
