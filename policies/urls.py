"""Addresses of recommendations, countries and feeds."""

from __future__ import annotations

from django.urls import path

from policies import feeds, views

urlpatterns = [
    path("countries/<slug:code>/", views.country, name="country"),
    path("feeds/", feeds.LibraryFeed(), name="feed-all"),
    path("feeds/topics/<int:number>/", feeds.TopicFeed(), name="feed-topic"),
    path("feeds/types/<slug:slug>/", feeds.TypeFeed(), name="feed-type"),
    path("recommendations/", views.recommendations, name="recommendations"),
    path("recommendations/<uuid:identifier>/", views.recommendation, name="recommendation"),
    path(
        "recommendations/<uuid:identifier>/about/",
        views.recommendation_about,
        name="recommendation-about",
    ),
]
