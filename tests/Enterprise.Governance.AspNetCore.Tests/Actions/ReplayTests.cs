using Enterprise.Governance.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Actions;

/// <summary>Idempotency keys, with and without a run that the request names.</summary>
public sealed class ReplayTests
{
    private const string Reused = """{"type":"urn:enterprise-governance:problem:idempotency-key-reused","title":"The idempotency key was used for another request.","status":422}""";

    [Fact]
    public async Task Key_WithoutARun_RunsOnceAndAnswersTheSame()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage first = await shop.OrderAsync(fields: ("Idempotency-Key", "order-1"));
        HttpResponseMessage second = await shop.OrderAsync(fields: ("Idempotency-Key", "order-1"));
        HttpResponseMessage other = await shop.OrderAsync(fields: ("Idempotency-Key", "order-2"));

        second.Field("Idempotency-Replayed").Should().Be("true");
        second.Headers.Remove("Idempotency-Replayed");
        (await second.WholeAsync()).Should().Be(await first.WholeAsync());
        (await other.TextAsync()).Should().Be("""{"item":"book","count":2}""");
        shop.Calls.Should().Be(2);
        (await shop.Host.EventsAsync(first.Field("Governance-Run")!)).Should().Equal("run.started", "policy.decided", "action.started", "action.completed", "run.completed");
    }

    [Fact]
    public async Task Key_InParallel_RunsOnce()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.OrderAsync(fields: ("Idempotency-Key", "order-1"))));

        shop.Calls.Should().Be(1);
        responses.Select(static response => (int)response.StatusCode).Should().OnlyContain(static status => status == 201 || status == 409);
        (await shop.OrderAsync(fields: ("Idempotency-Key", "order-1"))).Field("Idempotency-Replayed").Should().Be("true");
    }

    [Fact]
    public async Task Key_WithAnotherBodyOrEndpoint_Is422()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await shop.OrderAsync(fields: ("Idempotency-Key", "order-1"));

        await (await shop.OrderAsync("""{"item":"book","count":2}""", ("Idempotency-Key", "order-1"))).ShouldBeProblemAsync(422, Reused);
        await (await shop.Client().SendJsonAsync(HttpMethod.Get, "/search?q=a", null, ("Idempotency-Key", "order-1"))).ShouldBeProblemAsync(422, Reused);
        shop.Calls.Should().Be(1);
    }

    [Theory]
    [InlineData("tenant=beta;org=sales;sub=ann;roles=agent")]
    [InlineData("tenant=acme;org=other;sub=ann;roles=agent")]
    [InlineData("tenant=acme;org=sales;sub=ben;roles=agent")]
    public async Task Key_OfAnotherCaller_IsAnotherKey(string claims)
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await shop.OrderAsync(fields: ("Idempotency-Key", "order-1"));

        HttpResponseMessage response = await shop.Client(claims).PostJsonAsync("/shops/7/orders", """{"item":"pen","count":1}""", ("Idempotency-Key", "order-1"));

        (await response.TextAsync()).Should().Be("""{"item":"pen","count":2}""");
    }

    [Fact]
    public async Task Key_InANamedRun_IsThatRuns()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        await using GovernedRun run = await shop.Host.Governance.StartRunAsync(new GovernanceScope("acme", "sales", "ann", ["agent"]));

        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage response = await shop.OrderAsync(fields: [("Idempotency-Key", "k"), ("Governance-Run", run.RunId)]);
            response.Field("Governance-Run").Should().Be(run.RunId);
            response.Field("Idempotency-Replayed").Should().Be(i == 0 ? null : "true");
        }

        shop.Calls.Should().Be(1);
        (await shop.Host.EventsAsync(run.RunId)).Should().Equal(["run.started", "policy.decided", "action.started", "action.completed"], "a run that the host started is the host's to end");
    }

    [Fact]
    public async Task Key_ThatIsNotValid_Is400()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        foreach (string key in new[] { new string('k', 201), "a\tb" })
        {
            await (await shop.OrderAsync(fields: ("Idempotency-Key", key))).ShouldBeProblemAsync(
                400,
                """{"type":"urn:enterprise-governance:problem:invalid-request","title":"The request cannot be read.","status":400,"detail":"the header `Idempotency-Key` must come once, with 1 to 200 characters and no control characters"}""");
        }

        ((int)(await shop.OrderAsync(fields: [("Idempotency-Key", "a"), ("Idempotency-Key", "b")])).StatusCode).Should().Be(400);
        shop.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Answer_ThatIsNotKept_Is410OnReplay()
    {
        await using ShopHost shop = await ShopHost.StartAsync(register: static services => services.Configure<GovernanceOptions>(static options => options.MaxStoredResultBytes = 10));
        HttpResponseMessage first = await shop.OrderAsync(fields: ("Idempotency-Key", "k"));

        HttpResponseMessage second = await shop.OrderAsync(fields: ("Idempotency-Key", "k"));

        ((int)first.StatusCode).Should().Be(201);
        await second.ShouldBeProblemAsync(
            410, $$"""{"type":"urn:enterprise-governance:problem:replay-unavailable","title":"The action was carried out; its answer is not kept.","status":410,"run_id":"{{first.Field("Governance-Run")}}"}""");
        second.Field("Idempotency-Replayed").Should().Be("true");
    }
}
