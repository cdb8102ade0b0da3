/** What threads share in a subscription, under jcstress. */
package dev.dust.subscribe;
