using System.Text;

namespace Enterprise.Governance.Ledger;

/// <summary>A secret that makes hashes, under its id. The secret is never printed.</summary>
public sealed class AuditKey
{
    /// <summary>The most characters a key id may have.</summary>
    public const int MaxKidLength = 64;

    private readonly byte[] _secret;

    /// <summary>Creates a key.</summary>
    /// <param name="kid">The key's id: 1 to 64 characters of letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="secret">The secret; its UTF-8 bytes enter the hash.</param>
    /// <param name="algorithm"><see cref="AuditKeyAlgorithm.Sha256"/> or <see cref="AuditKeyAlgorithm.HmacSha256"/>.</param>
    /// <exception cref="ArgumentException">An argument is not valid.</exception>
    public AuditKey(string kid, string secret, string algorithm = AuditKeyAlgorithm.Sha256)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (FindProblem(kid, algorithm) is { } problem)
            throw new ArgumentException(problem, IsKid(kid) ? nameof(algorithm) : nameof(kid));
        Kid = kid;
        Algorithm = algorithm;
        _secret = Encoding.UTF8.GetBytes(secret);
    }

    /// <summary>Gets the key's id.</summary>
    public string Kid { get; }

    /// <summary>Gets the algorithm with which this key makes hashes.</summary>
    public string Algorithm { get; }

    /// <summary>Gets the length of the secret in bytes.</summary>
    public int SecretLength => _secret.Length;

    internal ReadOnlySpan<byte> Secret => _secret;

    internal static string? FindProblem(string? kid, string? algorithm) =>
        !IsKid(kid) ? "a key id has 1 to 64 characters of letters, digits, `.`, `_` and `-`"
        : !AuditKeyAlgorithm.IsKnown(algorithm) ? $"the algorithm of key `{kid}` must be `sha256` or `hmac-sha256`"
        : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Kid} ({Algorithm})";

    private static bool IsKid(string? kid) =>
        kid is { Length: > 0 and <= MaxKidLength } && kid.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
