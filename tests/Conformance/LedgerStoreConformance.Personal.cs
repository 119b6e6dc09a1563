using System.Text;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task Append_PersonalValues_AreBesideTheChainAndTheirCommitmentsInIt()
    {
        ChainLedger ledger = await NewLedgerAsync();
        const string data = """{"args":{"to":"ann","n":[1.0]},"kept":"yes","list":["a",{"b":null}],"x/y":{"~":7}}""";

        await ledger.AppendBatchAsync("run", [Event(), Event(data).WithPersonal("/args", "/list/1").WithPersonal("/x~1y/~0"), Event()]);

        StoredEvent row = (await ReadAsync(await NewLedgerAsync(), "run"))[1];
        row.PersonalValues.Select(static v => (v.Path, Text(v.Value), v.Salt.Length)).Should().BeEquivalentTo([("/args", """{"n":[1],"to":"ann"}""", 32), ("/list/1", """{"b":null}""", 32), ("/x~1y/~0", "7", 32)]);
        Text(row.GetData()).Should().MatchRegex("""^\{"args":\{"\$commit":"[0-9a-f]{64}"\},"kept":"yes","list":\["a",\{"\$commit":"[0-9a-f]{64}"\}\],"x/y":\{"~":\{"\$commit":"[0-9a-f]{64}"\}\}\}$""");
        Text(row.RevealData()).Should().Be("""{"args":{"n":[1],"to":"ann"},"kept":"yes","list":["a",{"b":null}],"x/y":{"~":7}}""");
        Text(row.Canonical).Should().NotContain("ann");
        VerifyReport report = (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!;
        (report.Status, report.RedactedCount).Should().Be((VerifyStatus.Intact, 0));
    }

    [Fact]
    public async Task Append_TheSamePersonalValueTwice_CommitsUnderAnotherSalt()
    {
        ChainLedger ledger = await NewLedgerAsync();
        LedgerEvent personal = Event("""{"v":true}""").WithPersonal("/v");

        await ledger.AppendBatchAsync("run", [personal, personal]);

        List<StoredEvent> rows = await ReadAsync(ledger, "run");
        rows.Select(static r => Text(r.GetData())).Should().OnlyHaveUniqueItems("nobody may see that two values are equal");
        rows.Select(static r => Convert.ToHexString(r.PersonalValues.Single().Salt.Span)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Read_FromASeq_GivesEachEventItsOwnValues()
    {
        ChainLedger ledger = await NewLedgerAsync();
        for (int i = 1; i <= 5; i++)
            await ledger.AppendAsync("run", i % 2 == 0 ? Event($$"""{"n":{{i}}}""") : Event($$"""{"n":{{i}},"o":0}""").WithPersonal("/n", "/o"));

        List<string> revealed = [];
        await foreach (StoredEvent row in ledger.ReadAsync("run", 2))
            revealed.Add($"{row.Seq} {row.PersonalValues.Length} {Text(row.RevealData())}");

        revealed.Should().Equal("""2 0 {"n":2}""", """3 2 {"n":3,"o":0}""", """4 0 {"n":4}""", """5 2 {"n":5,"o":0}""");
    }

    [Theory]
    [InlineData("/b", "names no place in the data")]
    [InlineData("/a/2", "names no place in the data")]
    [InlineData("/a/-", "names no place in the data")]
    [InlineData("/a/01", "names no place in the data")]
    [InlineData("/c/d/e", "names no place in the data")]
    [InlineData("", "names the data as a whole; name members of it")]
    [InlineData("a", "does not begin with `/`")]
    [InlineData("#/a", "does not begin with `/`")]
    [InlineData("/a~2", "has a `~` that is neither `~0` nor `~1`")]
    [InlineData("/a~", "has a `~` that is neither `~0` nor `~1`")]
    [InlineData("/\ud800", "names no place in the data")]
    [InlineData("/c", "comes twice", "/c")]
    [InlineData("/a/0", "lies inside `/a`", "/a")]
    [InlineData("/a/0", "lies inside `/a`", "/a", true)]
    public async Task Append_PersonalPointerThatNamesNoValue_IsRefused(string pointer, string problem, string? other = null, bool otherLast = false)
    {
        ChainLedger ledger = await NewLedgerAsync();
        string[] pointers = other is null ? [pointer] : otherLast ? [pointer, other] : [other, pointer];

        (await Refusal(ledger, Event("""{"a":["x","y"],"c":{"d":1}}""").WithPersonal(pointers)))
            .Should().Be(("personal_pointer_invalid", $"the personal pointer `{pointer}` of event `note` {problem}"));

        (await ledger.GetHeadAsync("run")).Should().BeNull();
        (await ledger.EraseAsync("run")).Should().Be(0);
    }

    [Fact]
    public async Task Append_PersonalValues_CountAndAreCheckedLikeOthers()
    {
        ChainLedger ledger = await NewLedgerAsync(options: new LedgerOptions { MaxEventBytes = 4096, MaxDepth = 5 });
        string ones = string.Join(',', Enumerable.Repeat(1, 100));

        (await Refusal(ledger, Event($$"""{"a":"{{new string('x', 4000)}}"}""").WithPersonal("/a"))).Code.Should().Be("event_too_large");
        (await Refusal(ledger, Event($$"""{"a":[{{ones}}]}""").WithPersonal([.. Enumerable.Range(0, 100).Select(static i => $"/a/{i}")])))
            .Should().Be(("event_too_large", "the data of event `note` has 7907 bytes in canonical form; at most 3072 are allowed, so that the event stays within 4096"), "a commitment is longer than a digit");
        (await Refusal(ledger, Event("""{"a":1}""").WithPersonal(new string('/', 1_000_000)))).Code.Should().Be("personal_pointer_invalid");
        (await Refusal(ledger, Event("""{"a":9007199254740993}""").WithPersonal("/a"))).Code.Should().Be("event_not_canonical");
        (await Refusal(ledger, Event("""{"a":{"$commit":"00"}}""").WithPersonal("/a"))).Code.Should().Be("event_not_canonical");
        (await Refusal(ledger, Event("""{"a":[[[[[]]]]]}""").WithPersonal("/a"))).Code.Should().Be("event_not_canonical");

        await ledger.AppendAsync("run", Event("""{"a":[[[[]]]]}""").WithPersonal("/a/0/0/0"));
        (await ledger.VerifyAsync("run", new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact, "the commitment of the innermost value is one level deeper");
    }

    [Fact]
    public async Task Append_ThatIsRefusedInTheStore_StoresNoValue()
    {
        ChainLedger ledger = await NewLedgerAsync();

        (await Refusal(ledger, Event("""{"a":1}""").WithPersonal("/a"), new AppendOptions { ExpectedSeq = 7 })).Code.Should().Be("unexpected_seq");

        (await ledger.EraseAsync("run")).Should().Be(0);
        (await ledger.VerifyAsync("run")).Should().BeNull("there is no trace of the run");
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
