using System.Globalization;

namespace Enterprise.Governance.Anchoring;

/// <summary>Keeps every checkpoint in a file of its own, <c>YYYY/MM/DD/SIZE.checkpoint</c> by the day (UTC) on which it was published, the size in twenty digits.</summary>
/// <param name="directory">The directory; it is created.</param>
/// <param name="timeProvider">The clock; the system's if absent.</param>
public sealed class DirectoryCheckpointSink(string directory, TimeProvider? timeProvider = null) : ICheckpointSink
{
    private readonly string _directory = Path.GetFullPath(directory);
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public string Name => "directory";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(checkpoint);
        string file = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy/MM/dd}/{checkpoint.Size:D20}.checkpoint");
        await DurableFile.ReplaceAsync(Path.Combine([_directory, .. file.Split('/')]), note.ToString(), cancellationToken).ConfigureAwait(false);
        return [];
    }
}
