using System.Security.Claims;
using Bunit;
using Enterprise.Governance;
using Enterprise.Governance.Projections;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using ReferenceServer.Authentication;
using ReferenceServer.Runs;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>A circuit of somebody who has signed in: the services of the API's process, and its components drawn without a browser.</summary>
internal sealed class Circuit : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly BunitContext _browser = new();
    private readonly Session _session;

    private Circuit(AsyncServiceScope scope, Session session)
    {
        (_scope, _session) = (scope, session);
        ClaimsPrincipal principal = UserDirectory.PrincipalOf(session.User, SessionHandler.SchemeName);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(SessionHandler.DigestClaim, SessionStore.DigestOf(session.Token)));
        ((IHostEnvironmentAuthenticationStateProvider)Authentication).SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
        _browser.Services.AddMudServices();
        _browser.Services.AddSingleton(Authentication);
        _browser.Services.AddFallbackServiceProvider(scope.ServiceProvider);
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    internal AuthenticationStateProvider Authentication => Get<AuthenticationStateProvider>();

    /// <summary>Opens a circuit of the API process that was started last.</summary>
    internal static async Task<Circuit> OpenAsync(ApiFixture fixture, string key)
    {
        IServiceProvider api = fixture.Api;
        Session session = await api.GetRequiredService<SessionStore>().OpenAsync(api.GetRequiredService<UserDirectory>().Find(key)!, null, default);
        return new Circuit(api.CreateAsyncScope(), session);
    }

    /// <summary>Does what a worker does with a run that was accepted, and brings the list up to date.</summary>
    internal static async Task CarryOutAsync(ApiFixture fixture, string run)
    {
        await fixture.Worker.GetRequiredService<RunStart>().BeginAsync(run, default);
        await ServerFixture.LookAsync(fixture.Worker, run);
        await fixture.Worker.GetRequiredService<IProjections>().RefreshAsync("runs_mv");
    }

    /// <summary>Submits a task of somebody and has it carried out as far as it goes.</summary>
    internal static async Task<string> RunAsync(ApiFixture fixture, string message, string tenant = "acme", string user = "ann")
    {
        RunRequest request = new(Guid.CreateVersion7().ToString(), new GovernanceScope(tenant, "support", user, ["support_agent"]), message) { Title = $"A task of {user}" };
        await fixture.Worker.GetRequiredService<RunRequests>().SubmitAsync(request, default);
        await CarryOutAsync(fixture, request.RunId);
        return request.RunId;
    }

    internal T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    internal IRenderedComponent<T> Draw<T>(Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent => _browser.Render(parameters);

    /// <summary>Opens a page at its address.</summary>
    internal IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Draw(parameters);
    }

    /// <summary>Ends the session, as a sign-out elsewhere does.</summary>
    internal Task RevokeAsync() => Get<SessionStore>().CloseAsync(_session.Token, default);

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _scope.DisposeAsync();
    }
}
