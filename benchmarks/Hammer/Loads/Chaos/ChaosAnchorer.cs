using System.Text;
using Enterprise.Governance;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads.Chaos;

/// <summary>Anchors until it is killed, and tells each checkpoint: whoever started it keeps them, outside of the database.</summary>
internal static class ChaosAnchorer
{
    /// <summary>Arguments: the signing key.</summary>
    internal static Func<Task> Prepare(GovernancePostgresDatabase database, string[] arguments)
    {
        AnchoringOptions options = new() { SigningKey = arguments[0], LeaseLifetime = TimeSpan.FromSeconds(2), BatchSize = 50 };
        options.Sinks.Add(new Teller());
        Anchorer anchorer = new(new PostgresAnchorStore(database), ChaosWorker.Ring, options);
        return async () =>
        {
            while (true)
            {
                AnchoringRound round = await Worker.PersistAsync(() => anchorer.RunAsync().AsTask());
                foreach (VerifyReport refused in round.Refused)
                    Worker.Tell($"refused {refused.RunId} {refused.Status}");
                await Task.Delay(200);
            }
        };
    }

    private sealed class Teller : ICheckpointSink
    {
        public string Name => "teller";

        public ValueTask<IReadOnlyList<NoteSignature>> PublishAsync(SignedNote note, Checkpoint checkpoint, CancellationToken cancellationToken)
        {
            Worker.Tell($"checkpoint {Convert.ToBase64String(Encoding.UTF8.GetBytes(note.ToString()))}");
            return ValueTask.FromResult<IReadOnlyList<NoteSignature>>([]);
        }
    }
}
