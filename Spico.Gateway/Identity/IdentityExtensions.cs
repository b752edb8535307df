using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spico.Silo.Settings;

namespace Spico.Gateway.Identity;

/// <summary>Adds who is who to a gateway.</summary>
public static class IdentityExtensions
{
    /// <summary>Adds the verification of tokens and the watch over revocations.</summary>
    public static IServiceCollection AddSpicoIdentity(
        this IServiceCollection services, Action<IdentityOptions>? configure = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<IdentityOptions>().BindConfiguration("Spico:Identity").ValidateRanges("Spico:Identity")
            .Configure(options => configure?.Invoke(options))
            .Validate(
                options => options.Issuers.All(issuer => issuer.Issuer.Length > 0),
                "Spico:Identity:Issuers: each needs its Issuer, exactly as in the tokens.")
            .Validate(
                options => options.Issuers.All(issuer => issuer.KeysFile.Length > 0 != issuer.Authority.Length > 0),
                "Spico:Identity:Issuers: each needs either a KeysFile or an Authority.")
            .Validate(
                options => options.Issuers.Select(issuer => issuer.Issuer).Distinct().Count() == options.Issuers.Count,
                "Spico:Identity:Issuers: each issuer once.");
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<RevocationWatch>();
        services.AddSingleton<AcceptedTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationWatch>());
        services.AddHealthChecks().AddCheck<ClusterHealth>("cluster");
        return services;
    }
}
