using Orleans.Configuration;
using Spico.Silo.Serialization;

namespace Spico.Silo.Host;

/// <summary>How a gateway of its own process reaches the silos.</summary>
internal static class ClusterClient
{
    private const string PostgreSqlInvariant = "Npgsql";

    /// <summary>
    /// Adds an Orleans client. It finds the silos through the membership table, so a gateway has the address of that
    /// database; give it a database user that may read <c>OrleansMembershipTable</c> and nothing else.
    /// </summary>
    public static void AddSpicoClusterClient(this IHostApplicationBuilder builder, SiloOptions options)
    {
        builder.Services.AddSpicoContractSerialization();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = SiloOptions.ServiceId;
            });
            client.UseAdoNetClustering(membership =>
            {
                membership.Invariant = PostgreSqlInvariant;
                membership.ConnectionString = options.ConnectionString;
            });
            client.Configure<GatewayOptions>(gateways =>
                gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(3));
            client.Configure<ClientMessagingOptions>(messaging =>
            {
                messaging.ResponseTimeout = options.ResponseTimeout;
                messaging.MaxMessageBodySize = options.MessageBytesMax;
            });

            // The silos may start later, or be away for a moment.
            client.UseConnectionRetryFilter<ConnectionRetry>();
        });
    }
}
