using System.Buffers;

namespace Enterprise.Governance.Anchoring.Bundles;

/// <summary>What <c>governance-bundle/v1</c> fixes.</summary>
internal static class BundleFormat
{
    internal const string Bundle = "governance-bundle/v1", Personal = "governance-bundle-personal/v1";

    /// <summary>The most policy sets that a bundle has: a verifier keeps those that events name until it has seen their lines.</summary>
    internal const int MaxPolicySets = 10_000;

    /// <summary>The deepest nesting of an event.</summary>
    internal const int MaxEventDepth = 1026;

    /// <summary>The largest integer that canonical JSON has exactly.</summary>
    internal const long MaxInteger = (1L << 53) - 1;

    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Tells whether a text is 32 bytes in lower-case hexadecimal.</summary>
    internal static bool IsHash(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(s_hexDigits);
}
