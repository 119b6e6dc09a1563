using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>Checks <see cref="AnchoringOptions"/>. What is wrong with a key is not said by showing it.</summary>
internal sealed class AnchoringOptionsValidator : IValidateOptions<AnchoringOptions>
{
    public ValidateOptionsResult Validate(string? name, AnchoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] problems = [.. FindProblems(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(AnchoringOptions options)
    {
        if (string.IsNullOrEmpty(options.SigningKey))
            yield return "SigningKey is missing: a private key of the log, as NoteSigningKey.Generate(name).Export() makes one";
        else if (!NoteSigningKey.TryParse(options.SigningKey, out NoteSigningKey? key))
            yield return "SigningKey is not `PRIVATE+KEY+NAME+KEYID+BASE64`";
        else if (IsOfWitness(key))
            yield return "SigningKey is a witness's; a log signs with a key of type Ed25519";
        foreach (string previous in options.PreviousKeys)
        {
            if (!NoteVerifierKey.TryParse(previous, out _))
                yield return $"PreviousKeys: `{previous}` is not `NAME+KEYID+BASE64`";
        }

        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(1))
            yield return $"Interval: {options.Interval} is not between 00:00:01 and 1.00:00:00";
        if (options.PollInterval < TimeSpan.FromMilliseconds(100) || options.PollInterval > TimeSpan.FromDays(1))
            yield return $"PollInterval: {options.PollInterval} is not between 00:00:00.1000000 and 1.00:00:00";
        if (options.LeaseLifetime < TimeSpan.FromSeconds(1) || options.LeaseLifetime > TimeSpan.FromHours(1))
            yield return $"LeaseLifetime: {options.LeaseLifetime} is not between 00:00:01 and 01:00:00";
        if (options.MaxPendingEvents < 0)
            yield return $"MaxPendingEvents: {options.MaxPendingEvents} is negative";
        if (options.BatchSize is < 1 or > 100_000)
            yield return $"BatchSize: {options.BatchSize} is not between 1 and 100000";
    }

    private static bool IsOfWitness(NoteSigningKey key)
    {
        using (key)
            return key.VerifierKey.Type != NoteKeyType.Ed25519;
    }
}
