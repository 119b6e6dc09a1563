using System.CommandLine;
using System.CommandLine.Parsing;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary>The public keys whose signatures count: those of <c>--key</c> and of the file of <c>--key-file</c>.</summary>
internal sealed class VerifierKeyOptions
{
    private readonly Option<string[]> _keys = new("--key") { Description = "A public key whose signature counts, NAME+KEYID+BASE64: of the log or of a witness. May be repeated.", HelpName = "VKEY" };
    private readonly Option<string?> _file = new("--key-file") { Description = "A file with such keys, one a line.", HelpName = "FILE" };

    internal void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_file);
    }

    internal bool AreGiven(SymbolResult result) => result.GetResult(_keys) is not null || result.GetResult(_file) is not null;

    /// <summary>Reads them; none if none are given. What is no key is not repeated: it may be a private one.</summary>
    internal IReadOnlyList<NoteVerifierKey> Read(ParseResult parse)
    {
        List<NoteVerifierKey> keys = [.. (parse.GetValue(_keys) ?? []).Select(static text => Parse(text, "--key"))];
        if (parse.GetValue(_file) is not { } file)
            return keys;
        if (!File.Exists(file))
            throw CliFailure.Refused($"the key file `{file}` does not exist");
        int before = keys.Count;
        keys.AddRange(File.ReadLines(file).Select(static line => line.Trim()).Where(static line => line.Length > 0).Select(line => Parse(line, $"the key file `{file}`")));
        return keys.Count > before ? keys : throw CliFailure.Refused($"the key file `{file}` has no key");
    }

    private static NoteVerifierKey Parse(string text, string place) =>
        NoteVerifierKey.TryParse(text, out NoteVerifierKey? key) ? key : throw CliFailure.Refused($"{place} has something that is no public key of notes, `NAME+KEYID+BASE64`");
}
