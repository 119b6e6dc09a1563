using Enterprise.Governance.AspNetCore.Tests.Support;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Governance.AspNetCore.Tests.Actions;

/// <summary>A shop whose endpoints are governed actions, and counts how often they ran.</summary>
internal sealed class ShopHost : IAsyncDisposable
{
    private int _calls;

    internal const string Policies = """
        [
          {"policy_id":"no_weapons","when":{"action":"place_order","args":{"order.item":{"eq":"gun"}}},"effect":{"deny":true,"deny_reason":"weapons are not sold"}},
          {"policy_id":"many","when":{"action":"place_order","args":{"order.count":{"gt":10,"exists":true}}},"effect":{"require_approval":true}}
        ]
        """;

    internal WebHost Host { get; private set; } = null!;

    internal int Calls => Volatile.Read(ref _calls);

    internal TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static async Task<ShopHost> StartAsync(
        TenantRateLimits? rates = null, CostLimits? costs = null, bool mapsGovernance = true, string policies = Policies, Action<WebApplication>? before = null, Action<IServiceCollection>? register = null)
    {
        ShopHost shop = new();
        shop.Host = await WebHost.StartAsync(
            app =>
            {
                before?.Invoke(app);
                shop.Map(app);
                if (mapsGovernance)
                    app.MapGovernance();
            },
            policies, rates, costs, register);
        return shop;
    }

    internal HttpClient Client(string? claims = "tenant=acme;org=sales;sub=ann;roles=agent") => Host.Client(claims);

    internal Task<HttpResponseMessage> OrderAsync(string body = """{"item":"book","count":1}""", params (string Name, string Value)[] fields) => Client().PostJsonAsync("/shops/7/orders", body, fields);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private void Map(WebApplication app)
    {
        app.MapPost("/shops/{shop}/orders", (string shop, Order order, HttpContext context, TimeProvider time) =>
        {
            int call = Interlocked.Increment(ref _calls);
            return TypedResults.Created($"/orders/{call}", new Order(order.Item, call));
        }).RequireGovernance("place_order", "shop:api", static options => options.CostUnits = 5);
        app.MapGet("/search", (string? q, int? page) => $"found {Interlocked.Increment(ref _calls)}").RequireGovernance("search");
        app.MapPost("/runs/{run_id}/orders", (string run_id, Order order) => new Order(order.Item, Interlocked.Increment(ref _calls))).RequireGovernance("place_order");
        app.MapPost("/broken", void () =>
        {
            Interlocked.Increment(ref _calls);
            throw new InvalidTimeZoneException("a secret of the shop");
        }).RequireGovernance("break");
        app.MapPost("/slow", async (CancellationToken cancellationToken) =>
        {
            Interlocked.Increment(ref _calls);
            Entered.TrySetResult();
            await Gate.Task.WaitAsync(cancellationToken);
            return "done";
        }).RequireGovernance("wait");
        RouteGroupBuilder group = app.MapGroup("/group").RequireGovernance("grouped");
        group.MapGet("json", () => new Order("json", Interlocked.Increment(ref _calls)));
        group.MapGet("text", () => $"text {Interlocked.Increment(ref _calls)}");
        group.MapGet("bytes", () => TypedResults.Bytes([0xff, 0x00, (byte)Interlocked.Increment(ref _calls)]));
        group.MapGet("nothing", () => TypedResults.NoContent());
        group.MapGet("null", Order? () => null);
        group.MapGet("bad", () => TypedResults.BadRequest(new Order("bad", 0)));
        group.MapGet("raw", async context => await context.Response.WriteAsync("raw"));
    }
}
