using Enterprise.Governance.Ledger.Tests.Support;

namespace Enterprise.Governance.Ledger.Tests.Forgery;

/// <summary>A run of 1 to 30 events, made with up to three keys in order of activation, beside another run.</summary>
internal sealed record RandomChain(int Count, AuditKeyRing FirstRing, AuditKeyRing LastRing, int Rotations)
{
    internal const string RunId = "run";
    internal const string OtherRunId = "other";

    private static readonly string[] Data = ["{}", """{"text":"a|b \"c\" ü 😀"}""", """{"n":[1,2.5,1e30,-0.001],"deep":{"a":{"b":[]}}}""", """{"run_id":"other","seq":7}""", """{"x":null,"y":true}"""];

    private static readonly string[][] Pointers = [[], ["/text"], ["/deep/a", "/n/2"], ["/run_id", "/seq"], ["/y", "/x"]];

    internal static async Task<RandomChain> AppendAsync(LedgerFiles files, Random random)
    {
        AuditKey[] keys = [.. Enumerable.Range(0, 3).Select(i => new AuditKey($"k{i}", $"secret number {i} of the forgery test", random.Next(2) == 0 ? AuditKeyAlgorithm.Sha256 : AuditKeyAlgorithm.HmacSha256))];
        int count = random.Next(1, 31), rotations = random.Next(3), done = 0;
        using (ChainLedger other = files.Open(Ring(keys, 0)))
            await other.AppendBatchAsync(OtherRunId, Events(random, 3));
        for (int key = 0; key <= rotations; key++)
        {
            int part = key == rotations ? count - done : random.Next(0, count - done);
            using ChainLedger ledger = files.Open(Ring(keys, key));
            await ledger.OpenAsync();
            if (part > 0)
                await ledger.AppendBatchAsync(RunId, Events(random, part));
            done += part;
            files.Clock.Advance(TimeSpan.FromTicks(random.Next(1, 100_000_000)));
        }

        return new RandomChain(count, Ring(keys, 0), Ring(keys, rotations), rotations);
    }

    private static AuditKeyRing Ring(AuditKey[] keys, int active) => new(keys[active], keys.Where(key => key != keys[active]));

    /// <summary>Every second event has personal values, one or two.</summary>
    private static LedgerEvent Event(Random random)
    {
        int data = random.Next(Data.Length);
        LedgerEvent made = Reports.Event(Data[data], random.Next(2) == 0 ? "note" : "action.completed");
        return random.Next(2) == 0 || Pointers[data].Length == 0 ? made : made.WithPersonal(Pointers[data][..random.Next(1, Pointers[data].Length + 1)]);
    }

    private static List<LedgerEvent> Events(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Event(random))];
}
