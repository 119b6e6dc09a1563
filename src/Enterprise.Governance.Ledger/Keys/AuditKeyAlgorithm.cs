namespace Enterprise.Governance.Ledger;

/// <summary>The algorithms of chain format 1.</summary>
public static class AuditKeyAlgorithm
{
    /// <summary><c>sha256(prev_hash + "|" + canonical + "|" + secret)</c>; anyone with the secret can check it with <c>sha256sum</c>.</summary>
    public const string Sha256 = "sha256";

    /// <summary><c>hmac-sha256(secret, prev_hash + "|" + canonical)</c> (RFC 2104).</summary>
    public const string HmacSha256 = "hmac-sha256";

    internal static bool IsKnown(string? algorithm) => algorithm is Sha256 or HmacSha256;
}
