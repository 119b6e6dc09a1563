using System.Text;

namespace Enterprise.Governance.Ledger;

public sealed partial class AuditKeyRing
{
    /// <summary>The fewest bytes of a secret that production accepts.</summary>
    public const int MinProductionSecretBytes = 32;

    // Secrets of documentation and samples, ours and other people's: everybody knows them.
    private static readonly string[] KnownSamples =
    [
        "change-me-change-me-change-me-change-me", "changemechangemechangemechangeme", "please-change-this-secret-to-a-random-value",
        "replace-with-32-or-more-random-bytes", "0123456789abcdef0123456789abcdef", "00000000000000000000000000000000",
        "your-256-bit-secret-your-256-bit-secret", "this-is-a-development-secret-do-not-use", "supersecretsupersecretsupersecret",
    ];

    /// <summary>Says which keys are too weak for production: under 32 bytes, a known sample, or one character repeated. Shows no secret.</summary>
    /// <returns>One line per problem.</returns>
    public IReadOnlyList<string> FindWeaknesses()
    {
        List<string> problems = [];
        foreach (AuditKey key in Keys)
        {
            string text = Encoding.UTF8.GetString(key.Secret);
            if (key.SecretLength < MinProductionSecretBytes)
                problems.Add($"the secret of audit key `{key.Kid}` has {key.SecretLength} bytes; at least {MinProductionSecretBytes} random ones are needed");
            else if (KnownSamples.Contains(text, StringComparer.OrdinalIgnoreCase) || text.Distinct().Count() == 1)
                problems.Add($"the secret of audit key `{key.Kid}` is a known sample; use {MinProductionSecretBytes} random bytes of your own");
        }

        return problems;
    }
}
