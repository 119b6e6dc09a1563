using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Enterprise.Governance.Anchoring.Notes;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Anchoring;

/// <summary>The size and root of a log at one moment: the text of a note, in the form of C2SP tlog-checkpoint. Immutable.</summary>
/// <param name="Origin">The name of the log: one line, not empty.</param>
/// <param name="Size">The number of leaves, from 0.</param>
/// <param name="Root">The root of the tree of them.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    /// <summary>Gets further lines, of which each means what its log says; none is empty.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    /// <summary>Reads the text of a note.</summary>
    /// <param name="text">The text, with its line feeds.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>Whether it is one: an origin, a size without leading zeros, 32 bytes of Base64, perhaps more lines, none of them empty.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        string[] lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(static line => line.Length == 0))
            return false;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size) || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            return false;
        if (!NoteText.TryDecode(lines[2], out byte[]? root) || root.Length != MerkleHash.Length)
            return false;
        checkpoint = new Checkpoint(lines[0], size, new MerkleHash(root)) { Extensions = [.. lines[3..^1]] };
        return true;
    }

    /// <summary>Returns the text of the note.</summary>
    /// <returns>The lines, each with a line feed.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToArray())}\n{string.Concat(Extensions.Select(static line => $"{line}\n"))}");
}
