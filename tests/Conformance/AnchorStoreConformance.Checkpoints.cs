using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class AnchorStoreConformance
{
    [Fact]
    public async Task Checkpoints_AreFoundBySize_AndPublishedTheSmallestFirst()
    {
        IAnchorStore store = await NewStoreAsync();
        for (int i = 0; i < 4; i++)
            await AppendAsync(store, [.. Enumerable.Range(0, 3 - (i / 2)).Select(j => AnchorStoreLog.Leaf($"run-{i}-{j}"))]);
        (await SizesAsync(store)).Should().Equal(3, 6, 8, 10);

        await store.MarkPublishedAsync(6, default);
        Clock.Advance(TimeSpan.FromHours(1));
        await store.MarkPublishedAsync(8, default);
        await store.MarkPublishedAsync(7, default);

        (await SizesAsync(store)).Should().Equal(10);
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        (await snapshot.ReadCheckpointAsync(3, default))!.PublishedAt.Should().Be(Start);
        (await snapshot.ReadCheckpointAsync(6, default))!.PublishedAt.Should().Be(Start, "a repeat changes no time");
        (await snapshot.ReadCheckpointAsync(8, default))!.PublishedAt.Should().Be(Start.AddHours(1));
        (await snapshot.ReadCheckpointAsync(null, default))!.Size.Should().Be(10);
        (await snapshot.ReadCheckpointAsync(5, default)).Should().BeNull();
        foreach ((long index, long size) in new (long, long)[] { (0, 3), (2, 3), (3, 6), (7, 8), (9, 10) })
            (await snapshot.ReadCheckpointOverAsync(index, default))!.Size.Should().Be(size, "it is the smallest with leaf {0}", index);
        (await snapshot.ReadCheckpointOverAsync(10, default)).Should().BeNull("no checkpoint has the leaf");
    }

    [Fact]
    public async Task ExtendNote_AddsLinesToTheNoteThatWasRead_AndToNoOther()
    {
        IAnchorStore store = await NewStoreAsync();
        string note = (await AppendAsync(store, AnchorStoreLog.Leaf("a"))).Note, once = note + "\u2014 witness 1\n", twice = once + "\u2014 witness 2\n";

        (await store.ExtendNoteAsync(1, note, once, default)).Should().BeTrue();
        (await store.ExtendNoteAsync(1, note, note + "\u2014 late\n", default)).Should().BeFalse("somebody was faster");
        (await store.ExtendNoteAsync(1, once, note, default)).Should().BeFalse("lines are never taken away");
        (await store.ExtendNoteAsync(1, once, "x" + once, default)).Should().BeFalse("it does not begin with it");
        (await store.ExtendNoteAsync(2, once, twice, default)).Should().BeFalse("there is no such checkpoint");
        (await store.ExtendNoteAsync(1, once, twice, default)).Should().BeTrue();

        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        (await snapshot.ReadCheckpointAsync(1, default))!.Note.Should().Be(twice);
    }

    [Fact]
    public async Task ExtendNote_ManyAtOnce_LosesNoLine()
    {
        IAnchorStore[] stores = [await NewStoreAsync(), await NewStoreAsync(), await NewStoreAsync()];
        string note = (await AppendAsync(stores[0], AnchorStoreLog.Leaf("a"))).Note;

        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(async () =>
        {
            string stored;
            do
            {
                await using IAnchorSnapshot snapshot = await stores[i % 3].OpenSnapshotAsync(default);
                stored = (await snapshot.ReadCheckpointAsync(1, default))!.Note;
            }
            while (!await stores[i % 3].ExtendNoteAsync(1, stored, $"{stored}line {i}\n", default));
        })));

        await using IAnchorSnapshot snapshot = await stores[0].OpenSnapshotAsync(default);
        string[] lines = (await snapshot.ReadCheckpointAsync(1, default))!.Note[note.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Order(StringComparer.Ordinal).Should().Equal(Enumerable.Range(0, 9).Select(static i => $"line {i}"));
    }

    private static async Task<List<long>> SizesAsync(IAnchorStore store)
    {
        await using IAnchorSnapshot snapshot = await store.OpenSnapshotAsync(default);
        return [.. (await snapshot.ReadUnpublishedAsync(default).ToListAsync()).Select(static checkpoint => checkpoint.Size)];
    }
}
