using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Spico.Silo;

/// <summary>How silos find each other, and how soon they notice that one is gone.</summary>
internal static class Clustering
{
    /// <summary>The name under which ADO.NET finds Npgsql.</summary>
    public const string PostgreSqlInvariant = "Npgsql";

    /// <summary>Makes the silo one of its own, or one of a cluster.</summary>
    public static ISiloBuilder UseSpicoClustering(this ISiloBuilder silo, SiloOptions options)
    {
        IPAddress address = IPAddress.Parse(options.SiloAddress);
        int port = FreePort.Or(options.SiloPort, address);
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = SiloOptions.ServiceId;
        });
        if (!options.IsClustered)
        {
            // In memory: no row of a killed silo to wait for at the next start.
            return silo.UseDevelopmentClustering(new IPEndPoint(address, port))
                .ConfigureEndpoints(address, port, gatewayPort: 0);
        }

        silo.UseAdoNetClustering(membership =>
        {
            membership.Invariant = PostgreSqlInvariant;
            membership.ConnectionString = options.ConnectionString;
        });
        silo.ConfigureEndpoints(address, port, FreePort.Or(options.SiloGatewayPort, address));
        silo.Configure<ClusterMembershipOptions>(NoticeDeathWithinASecond);
        return silo.UseOwnershipThatOutlivesSilos();
    }

    /// <summary>
    /// With the defaults a killed silo's grains come back after 12 to 15 seconds, with these after about one. Half of
    /// it would risk calling a busy silo dead.
    /// </summary>
    private static void NoticeDeathWithinASecond(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 2;

        // One vote: of two silos only one is left to vote.
        membership.NumVotesForDeathDeclaration = 1;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.NumMissedTableIAmAliveLimit = 2;
    }

    /// <summary>
    /// The default directory forgets most grains of the survivors when a silo dies; this one forgets none. Its lease
    /// would make up for a lost range by waiting; the store's compare-and-set is our fence, so there is nothing to
    /// wait for.
    /// </summary>
    private static ISiloBuilder UseOwnershipThatOutlivesSilos(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // Marked experimental; measured: 1 s to take over, survivors untouched.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        return silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.Zero);
    }
}
