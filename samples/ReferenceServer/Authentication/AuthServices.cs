using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using ReferenceServer.Hosting;

namespace ReferenceServer.Authentication;

/// <summary>Two ways to say who one is: a session cookie, and a bearer token that somebody else has issued.</summary>
internal static class AuthServices
{
    private const string Either = "either";

    internal static IServiceCollection AddServerAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<UserDirectory>().AddSingleton<SessionStore>().AddSingleton<Capabilities>().AddSingleton<LoginLimit>();
        ServerOptions server = configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions();
        AuthenticationBuilder authentication = services.AddAuthentication(Either)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.SchemeName, static _ => { });
        string? secret = configuration["JWT_SECRET"];
        if (!string.IsNullOrEmpty(secret))
        {
            // As for HMAC-SHA-256 by RFC 7518, section 3.2.
            if (Encoding.UTF8.GetByteCount(secret) < 32)
                throw new InvalidOperationException("`JWT_SECRET` has fewer than 32 bytes");
            authentication.AddJwtBearer(options =>
            {
                options.MapInboundClaims = false;
                options.IncludeErrorDetails = false;
                options.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                    IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)),
                    ValidIssuer = server.JwtIssuer,
                    ValidAudience = server.JwtAudience,
                    RequireExpirationTime = true,
                    RequireSignedTokens = true,
                    ClockSkew = TimeSpan.FromSeconds(30),
                    NameClaimType = UserDirectory.UserClaim,
                    RoleClaimType = UserDirectory.RoleClaim,
                };
            });
        }

        authentication.AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context =>
            !string.IsNullOrEmpty(secret) && context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? JwtBearerDefaults.AuthenticationScheme : SessionHandler.SchemeName);
        services.AddAuthorization();
        return services;
    }
}
