using System.Net;
using System.Text.Json;
using Enterprise.Governance.AspNetCore.Tests.RateLimiting;
using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Actions;

/// <summary>Every outcome of a governed endpoint, as its caller sees it and as the chain has it.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public async Task Completed_IsTheEndpointsOwnAnswer_InARunThatEndsWithIt()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage response = await shop.OrderAsync();

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await response.TextAsync()).Should().Be("""{"item":"book","count":1}""");
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json; charset=utf-8");
        response.Headers.Location.Should().Be(new Uri("/orders/1", UriKind.Relative));
        response.Field("Idempotency-Replayed").Should().BeNull();
        string runId = response.Field("Governance-Run")!;
        (await shop.Host.EventsAsync(runId)).Should().Equal("run.started", "policy.decided", "action.started", "action.completed", "run.completed");
        (await shop.Host.DataAsync(runId, "run.started")).Should().Contain("\"title\":\"HTTP: POST /shops/{shop}/orders\"").And.Contain("\"tenant\":\"acme\"").And.Contain("\"user\":\"ann\"");
        string started = await shop.Host.DataAsync(runId, "action.started");
        started.Should().Contain("""{"order":{"count":1,"item":"book"},"shop":"7"}""").And.Contain("\"place_order\"").And.Contain("\"shop:api\"");
        (await shop.Host.DataAsync(runId, "action.completed")).Should().Contain("""{"content_type":"application/json; charset=utf-8","json":{"count":1,"item":"book"},"location":"/orders/1","status":201}""");
    }

    [Theory]
    [InlineData("json", 200, "application/json; charset=utf-8", """{"item":"json","count":1}""")]
    [InlineData("text", 200, "text/plain; charset=utf-8", "text 1")]
    [InlineData("null", 200, "application/json; charset=utf-8", "null")]
    [InlineData("nothing", 204, null, "")]
    [InlineData("bad", 400, "application/json; charset=utf-8", """{"item":"bad","count":0}""")]
    [InlineData("raw", 200, null, "raw")]
    public async Task Completed_WhateverTheHandlerReturns_IsAnsweredAndReplayedTheSame(string path, int status, string? contentType, string body)
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        (string, string) key = ("Idempotency-Key", "k-1");

        HttpResponseMessage first = await shop.Client().SendJsonAsync(HttpMethod.Get, $"/group/{path}", null, key);
        HttpResponseMessage second = await shop.Client().SendJsonAsync(HttpMethod.Get, $"/group/{path}", null, key);

        ((int)first.StatusCode).Should().Be(status);
        first.Content.Headers.ContentType?.ToString().Should().Be(contentType);
        (await first.TextAsync()).Should().Be(body);
        second.Field("Idempotency-Replayed").Should().Be("true");
        second.Headers.Remove("Idempotency-Replayed");
        (await second.WholeAsync()).Should().Be(await first.WholeAsync());
    }

    [Fact]
    public async Task Completed_WithBytes_IsReplayedByteForByte()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        for (int i = 0; i < 2; i++)
            (await (await shop.Client().SendJsonAsync(HttpMethod.Get, "/group/bytes", null, ("Idempotency-Key", "k"))).Content.ReadAsByteArrayAsync()).Should().Equal(0xff, 0x00, 0x01);
    }

    [Fact]
    public async Task Denied_Is403WithPolicyAndReason()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage response = await shop.OrderAsync("""{"item":"gun","count":1}""");

        await response.ShouldBeProblemAsync(
            403,
            $$"""{"type":"urn:enterprise-governance:problem:action-denied","title":"The action was denied.","status":403,"code":"policy_denied","reason":"weapons are not sold","policy_ids":["no_weapons"],"run_id":"{{response.Field("Governance-Run")}}"}""");
        shop.Calls.Should().Be(0);
        (await shop.Host.EventsAsync(response.Field("Governance-Run")!)).Should().Equal("run.started", "policy.decided", "run.failed");
    }

    [Fact]
    public async Task Denied_OfATenantThatIsNotConfigured_Is403()
    {
        await using ShopHost shop = await ShopHost.StartAsync();

        HttpResponseMessage response = await shop.Client("tenant=gamma;sub=ann").GetAsync("/search");

        await response.ShouldBeProblemAsync(
            403, """{"type":"urn:enterprise-governance:problem:action-denied","title":"The action was denied.","status":403,"code":"unknown_tenant","reason":"the tenant is not configured"}""");
    }

    [Fact]
    public async Task RateLimited_Is429WithFields_AndStartsNoRun()
    {
        await using ShopHost shop = await ShopHost.StartAsync(rates: new TenantRateLimits { TenantRpm = 100, UserRpm = 2 });
        await shop.OrderAsync();
        await shop.OrderAsync();

        HttpResponseMessage first = await shop.OrderAsync();
        HttpResponseMessage second = await shop.OrderAsync();

        foreach (HttpResponseMessage response in new[] { first, second })
        {
            await response.ShouldBeProblemAsync(
                429, """{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","title":"Request cannot be satisfied as assigned quota has been exceeded","status":429,"violated-policies":["user"]}""");
            RateLimitFields.ReadPolicy(response.Field("RateLimit-Policy")).Should().Equal(("tenant", 100, 60), ("user", 2, 60));
            response.Field("Retry-After").Should().Be("60");
        }

        second.Field("Governance-Run").Should().BeNull("the limit is known to be spent by then");
        shop.Calls.Should().Be(2);
    }

    [Fact]
    public async Task RateLimited_AfterTheMiddlewareAdmitted_TellsHowTheLimitsStandNow()
    {
        await using ShopHost shop = await ShopHost.StartAsync(rates: new TenantRateLimits { UserRpm = 1 }, before: static app => app.UseGovernanceRateLimiting());

        HttpResponseMessage response = await shop.OrderAsync();

        ((int)response.StatusCode).Should().Be(429, "the middleware counts the request, and the action counts as well");
        RateLimitFields.ReadState(response.Field("RateLimit")).Should().Equal(("user", 0, 60));
        response.Field("Retry-After").Should().Be("60");
    }

    [Fact]
    public async Task BudgetExceeded_Is403ThatNamesTheBudget()
    {
        await using ShopHost shop = await ShopHost.StartAsync(costs: new CostLimits { MaxCostUnits = 4 });

        HttpResponseMessage response = await shop.OrderAsync();

        await response.ShouldBeProblemAsync(
            403,
            $$"""{"type":"urn:enterprise-governance:problem:budget-exceeded","title":"The action would exceed a budget.","status":403,"detail":"the limit of 4 is reached: 0 spent, 0 held, 5 asked for","budget":"cost_units","run_id":"{{response.Field("Governance-Run")}}"}""");
        shop.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Failed_GoesToTheHostsExceptionHandler_AfterTheOutcomeIsStored()
    {
        Exception? seen = null;
        await using ShopHost shop = await ShopHost.StartAsync(before: app => app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (InvalidTimeZoneException e)
            {
                seen = e;
                context.Response.StatusCode = 599;
            }
        }));

        HttpResponseMessage response = await shop.Client().PostJsonAsync("/broken", "{}", ("Idempotency-Key", "k"));

        ((int)response.StatusCode).Should().Be(599);
        seen!.Message.Should().Be("a secret of the shop");
        (await shop.Host.EventsAsync(response.Field("Governance-Run")!)).Should().Equal("run.started", "policy.decided", "action.started", "action.failed", "run.failed");

        HttpResponseMessage replay = await shop.Client().PostJsonAsync("/broken", "{}", ("Idempotency-Key", "k"));
        await replay.ShouldBeProblemAsync(
            500, $$"""{"type":"urn:enterprise-governance:problem:action-failed","title":"The action failed.","status":500,"code":"execution_failed","run_id":"{{response.Field("Governance-Run")}}"}""");
        replay.Field("Idempotency-Replayed").Should().Be("true");
        shop.Calls.Should().Be(1);
    }

    [Fact]
    public async Task InProgress_Is409WithRetryAfter()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        Task<HttpResponseMessage> first = shop.Client().PostJsonAsync("/slow", "{}", ("Idempotency-Key", "k"));
        await shop.Entered.Task;

        HttpResponseMessage second = await shop.Client().PostJsonAsync("/slow", "{}", ("Idempotency-Key", "k"));
        shop.Gate.SetResult();

        await second.ShouldBeProblemAsync(
            409, $$"""{"type":"urn:enterprise-governance:problem:action-in-progress","title":"The action is being carried out.","status":409,"code":"in_progress","run_id":"{{second.Field("Governance-Run")}}"}""");
        second.Field("Retry-After").Should().Be("1");
        (await (await first).TextAsync()).Should().Be("done");
        shop.Calls.Should().Be(1);
    }

    [Fact]
    public async Task Cancelled_IsInDoubt_AndNotRepeated()
    {
        await using ShopHost shop = await ShopHost.StartAsync();
        using CancellationTokenSource cancellation = new();
        HttpRequestMessage request = new(HttpMethod.Post, "/slow") { Headers = { { "Idempotency-Key", "k" } } };
        Task<HttpResponseMessage> first = shop.Client().SendAsync(request, cancellation.Token);
        await shop.Entered.Task;
        await cancellation.CancelAsync();
        await first.Awaiting(static task => task).Should().ThrowAsync<OperationCanceledException>();

        HttpResponseMessage second = await shop.Client().PostJsonAsync("/slow", "{}", ("Idempotency-Key", "k"));
        while ((await second.TextAsync()).Contains("in_progress", StringComparison.Ordinal))
            second = await shop.Client().PostJsonAsync("/slow", "{}", ("Idempotency-Key", "k"));

        await second.ShouldBeProblemAsync(
            409, $$"""{"type":"urn:enterprise-governance:problem:action-in-doubt","title":"Nobody knows whether the action took effect.","status":409,"code":"in_doubt","run_id":"{{second.Field("Governance-Run")}}"}""");
        (await shop.Host.EventsAsync(second.Field("Governance-Run")!)).Should().Equal("run.started", "policy.decided", "action.started", "action.in_doubt");
        shop.Calls.Should().Be(1);
    }

    [Fact]
    public async Task StoreFailure_Is503WithTheCodeAndNothingElse()
    {
        await using WebHost host = await WebHost.StartAsync(
            static app => app.MapGet("/", static () => "ok").RequireGovernance("look"),
            register: static services => services.AddSingleton<IGovernance, BrokenGovernance>());

        HttpResponseMessage response = await host.Client().GetAsync("/");

        await response.ShouldBeProblemAsync(
            503, """{"type":"urn:enterprise-governance:problem:governance-failed","title":"Governance cannot answer now.","status":503,"code":"store_unavailable"}""");
        response.Field("Retry-After").Should().Be("1");
    }

    [Fact]
    public async Task Failure_ThatLasts_Is500WithTheCode()
    {
        await using WebHost host = await WebHost.StartAsync(
            static app => app.MapGet("/", static () => "ok").RequireGovernance("look"),
            register: static services => services.AddSingleton<IGovernance>(new BrokenGovernance { IsTransient = false }));

        await (await host.Client().GetAsync("/")).ShouldBeProblemAsync(
            500, """{"type":"urn:enterprise-governance:problem:governance-failed","title":"Governance failed.","status":500,"code":"store_unavailable"}""");
    }
}
