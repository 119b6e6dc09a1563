using System.Globalization;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Anchors;

/// <summary>A checkpoint that somebody kept, its signature verified.</summary>
/// <param name="Checkpoint">What it says.</param>
internal sealed record CheckpointFile(Checkpoint Checkpoint)
{
    // The largest note that can be read, and a byte to see that there is more.
    private const int MaxBytes = 1_000_001;

    internal LogHead Head => new(Checkpoint.Size, Checkpoint.Root);

    /// <summary>Reads a file, or standard input for <c>-</c>, and refuses whatever no given key has signed.</summary>
    internal static async Task<CheckpointFile> ReadAsync(string name, IReadOnlyList<NoteVerifierKey> keys, CliHost host, CancellationToken cancellationToken)
    {
        byte[] bytes = await ReadBytesAsync(name, host, cancellationToken);
        if (bytes.Length == 0)
            throw CliFailure.Refused($"`{name}` is empty");
        if (!SignedNote.TryParse(bytes, out SignedNote? note, out string? problem))
            throw CliFailure.Refused(HasCarriageReturns(bytes) ? $"`{name}` has lines that end with CR LF; a checkpoint is kept byte for byte, with LF alone" : $"`{name}` is no checkpoint: {problem}");
        if (!Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
            throw CliFailure.Refused($"`{name}` is no checkpoint: the text of the note is not an origin, a size and a root");
        return FindProblem(note, checkpoint, keys) is { } doubt ? throw CliFailure.Refused($"`{name}` {doubt}") : new CheckpointFile(checkpoint);
    }

    /// <summary>Says why a checkpoint is not to be believed: no key that counts has signed it, or a line abuses the name of one.</summary>
    internal static string? FindProblem(SignedNote note, Checkpoint checkpoint, IReadOnlyList<NoteVerifierKey> keys)
    {
        NoteVerification verification = note.Verify(keys);
        if (verification.Refuted is [var refuted, ..])
            return $"has a signature of `{Name(refuted.Name, refuted.KeyId)}` that does not hold: the text or the signature was altered";
        if (verification.Verified.IsEmpty)
            return $"is not signed by a given key; its signatures are of {string.Join(", ", note.Signatures.Select(static one => $"`{Name(one.Name, one.KeyId)}`"))}";

        // A log's key speaks for the log of its name; a witness has seen many.
        return verification.Verified.All(key => key.Type == NoteKeyType.Ed25519 && key.Name != checkpoint.Origin)
            ? $"is of the log `{checkpoint.Origin}`, and signed by the key of another, `{Name(verification.Verified[0].Name, verification.Verified[0].KeyId)}`"
            : null;
    }

    /// <summary>Tells whether it would be a note if something on its way had not changed the line ends.</summary>
    private static bool HasCarriageReturns(byte[] bytes) => SignedNote.TryParse([.. bytes.Where(static one => one != '\r')], out _, out _);

    private static string Name(string name, uint id) => string.Create(CultureInfo.InvariantCulture, $"{name}+{id:x8}");

    private static async Task<byte[]> ReadBytesAsync(string name, CliHost host, CancellationToken cancellationToken)
    {
        await using Stream stream = host.OpenInput(name);
        byte[] bytes = new byte[MaxBytes];
        int length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
        return bytes[..length];
    }
}
