using System.CommandLine;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary>The private key that signs checkpoints: from a file that the command names, else the environment. It is never an argument, and never shown.</summary>
internal static class SigningKeyFile
{
    internal const string Variable = "GOVERNANCE_SIGNING_KEY";

    internal static Option<string?> CreateOption() => new("--signing-key-file")
    {
        Description = $"A file with the private key of the log, as `governance keys generate` writes it. Without it, the environment variable {Variable} has the key.",
        HelpName = "PATH",
    };

    internal static NoteSigningKey Read(string? file, CliHost host)
    {
        if (!string.IsNullOrEmpty(file) && !File.Exists(file))
            throw CliFailure.Refused($"the signing key file `{file}` does not exist");
        string text = (string.IsNullOrEmpty(file) ? host.Setting(Variable) : File.ReadAllText(file))?.Trim()
            ?? throw CliFailure.Refused($"no signing key is given; set {Variable}, or name a file with --signing-key-file; `governance keys generate` makes one");
        if (!NoteSigningKey.TryParse(text, out NoteSigningKey? key))
            throw CliFailure.Refused($"{(string.IsNullOrEmpty(file) ? Variable : $"the signing key file `{file}`")} has no private key `PRIVATE+KEY+NAME+KEYID+BASE64`");
        if (key.VerifierKey.Type == NoteKeyType.Ed25519)
            return key;
        key.Dispose();
        throw CliFailure.Refused("the signing key is a witness's, for cosignatures; a log signs with a key of type `ed25519`");
    }
}
