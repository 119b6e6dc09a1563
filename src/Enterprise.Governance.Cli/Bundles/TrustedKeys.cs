using System.CommandLine;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Bundles;

/// <summary>The public keys that a command trusts.</summary>
internal static class TrustedKeys
{
    internal const string SigningKeyVariable = "GOVERNANCE_SIGNING_KEY";

    internal static Option<string[]> CreateOption(string description) => new("--key") { Description = description, HelpName = "VKEY" };

    internal static NoteVerifierKey[] Read(string[]? given) => [.. (given ?? []).Select(Parse)];

    /// <summary>Returns the public part of the key with which the host signs, if the environment has it.</summary>
    internal static NoteVerifierKey? OfEnvironment(CliHost host)
    {
        if (host.Setting(SigningKeyVariable) is not { } text)
            return null;
        if (!NoteSigningKey.TryParse(text, out NoteSigningKey? key))
            throw CliFailure.Refused($"{SigningKeyVariable} is not `PRIVATE+KEY+NAME+KEYID+BASE64`");
        using (key)
            return key.VerifierKey;
    }

    // A private key in the wrong place is not repeated.
    private static NoteVerifierKey Parse(string text) => NoteVerifierKey.TryParse(text, out NoteVerifierKey? key)
        ? key
        : throw CliFailure.Refused(text.StartsWith("PRIVATE+KEY+", StringComparison.Ordinal)
            ? "--key takes the public key, `NAME+KEYID+BASE64`; the private one must not be an argument, where every user of the machine can read it"
            : "--key is not `NAME+KEYID+BASE64`");
}
