using System.Collections.Immutable;
using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.Logging;

namespace Enterprise.Governance.Anchoring;

/// <summary>Hands every stored checkpoint to every sink, in order; one that a sink does not take comes again next time, to all of them.</summary>
internal sealed class CheckpointPublisher(IAnchorStore store, ImmutableArray<ICheckpointSink> sinks, AnchoringMetrics metrics, ILogger logger)
{
    internal async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        // Who has no sinks may not say that those of other processes have it.
        if (sinks.IsEmpty)
            return;
        List<StoredCheckpoint> unpublished = [];
        IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            await foreach (StoredCheckpoint checkpoint in snapshot.ReadUnpublishedAsync(cancellationToken).ConfigureAwait(false))
                unpublished.Add(checkpoint);
        }

        foreach (StoredCheckpoint stored in unpublished)
        {
            if (!await PublishAsync(stored, cancellationToken).ConfigureAwait(false))
                return;
            await store.MarkPublishedAsync(stored.Size, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> PublishAsync(StoredCheckpoint stored, CancellationToken cancellationToken)
    {
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out SignedNote? note, out string? problem) || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
        {
            logger.CheckpointUnreadable(stored.Size, problem ?? "its text is no checkpoint");
            return false;
        }

        bool hasAll = true;
        foreach (ICheckpointSink sink in sinks)
        {
            try
            {
                note = note.WithSignatures(await sink.PublishAsync(note, checkpoint, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // The other sinks get it all the same.
                metrics.SinkFailed(sink.Name);
                logger.SinkFailed(e, sink.Name, stored.Size);
                hasAll = false;
            }
        }

        string extended = note.ToString();
        if (extended != stored.Note)
            await store.ExtendNoteAsync(stored.Size, stored.Note, extended, cancellationToken).ConfigureAwait(false);
        return hasAll;
    }
}
