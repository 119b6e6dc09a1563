using System.CommandLine;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Keys;

/// <summary><c>governance keys generate</c>.</summary>
internal static class KeysGenerateCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string> name = new("NAME") { Description = "The name of the log or witness; by convention a domain and path without scheme, such as example.com/governance." };
        Option<string> type = new("--type") { Description = "`ed25519` for a log, `cosignature` for a witness.", DefaultValueFactory = static _ => "ed25519" };
        type.AcceptOnlyFromAmong("ed25519", "cosignature");
        Option<string?> to = new("--to") { Description = "The file for the private key; it must not exist, and only its owner may read it.", HelpName = "FILE" };
        ToolCommand command = new(
            "generate",
            "Makes a key that signs checkpoints: the private part into a file, the public part to standard output.",
            """
            A private key is never shown. The public key, NAME+KEYID+BASE64, is what --key takes; give it to whoever verifies.

            Exit codes:
              0  done
              1  the file cannot be written
              2  wrong usage, or the file exists

            """) { name, type, to };
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(to) is not { Length: > 0 } file)
                throw CliFailure.Refused("a private key is not shown; name a file for it with --to FILE");
            using NoteSigningKey key = Generate(parse.GetRequiredValue(name), parse.GetValue(type) == "cosignature" ? NoteKeyType.CosignatureV1 : NoteKeyType.Ed25519);
            await WriteAsync(file, key.Export(), cancellationToken);
            await using StreamWriter output = host.CreateWriter();
            await output.WriteLineAsync(key.VerifierKey.ToString());
            return ExitCodes.Done;
        });
        return command;
    }

    private static NoteSigningKey Generate(string name, NoteKeyType type)
    {
        try
        {
            return NoteSigningKey.Generate(name, type);
        }
        catch (ArgumentException e)
        {
            throw CliFailure.Refused(e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static async Task WriteAsync(string file, string key, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using StreamWriter writer = new(file, options) { NewLine = "\n" };
            await writer.WriteLineAsync(key.AsMemory(), cancellationToken);
        }
        catch (IOException) when (Path.Exists(file))
        {
            throw CliFailure.Refused($"`{file}` exists; a key is never written over another file");
        }
    }
}
