using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Anchors;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Bundles;

/// <summary>The public key of the log where none is given: that of the key with which the host signs.</summary>
internal static class LogKeys
{
    internal static NoteVerifierKey OfEnvironment(CliHost host)
    {
        if (host.Setting(SigningKeyFile.Variable) is not { } text)
            throw CliFailure.Refused($"no key of the log is given; use --key NAME+KEYID+BASE64, or set {SigningKeyFile.Variable}");
        if (!NoteSigningKey.TryParse(text, out NoteSigningKey? key))
            throw CliFailure.Refused($"{SigningKeyFile.Variable} is not `PRIVATE+KEY+NAME+KEYID+BASE64`");
        using (key)
            return key.VerifierKey;
    }
}
